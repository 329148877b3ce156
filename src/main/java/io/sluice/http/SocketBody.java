package io.sluice.http;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.operation.BodySink;
import io.sluice.operation.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request's body on its way from the socket. Held back until somebody reads it; what nobody
 * read is thrown away once the answer is out.
 *
 * <p>All but the methods of {@link RequestBody} run on the event loop.
 */
final class SocketBody implements RequestBody {
  /** An unread rest up to this is worth reading to keep the connection. */
  static final long DISCARD_BYTES = 256 * 1_024;

  private final ClientConnection client;
  private final HttpServerRequest request;
  private final Runnable onEnd;
  private final long declaredBytes;
  private final boolean expectsContinue;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private @Nullable BodyReader reader;
  private @Nullable BodyCollector collector;
  private @Nullable Throwable broken;
  private long receivedBytes;
  private boolean held;
  private boolean continued;
  private boolean discarding;
  private boolean ended;

  SocketBody(ClientConnection client, HttpServerRequest request, Runnable onEnd) {
    this.client = client;
    this.request = request;
    this.onEnd = onEnd;
    declaredBytes = declared(request);
    expectsContinue =
        request.version() == HttpVersion.HTTP_1_1
            && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    request.exceptionHandler(_ -> {});
    request.handler(this::data);
    request.endHandler(_ -> end());
    if (declaredBytes != 0) {
      hold();
    }
  }

  private static long declared(HttpServerRequest request) {
    if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      return -1;
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    // The decoder has refused anything but a number.
    return length == null || request.decoderResult().isFailure()
        ? 0
        : Long.parseLong(length.strip());
  }

  @Override
  public long declaredBytes() {
    return declaredBytes;
  }

  /** Whether the client waits to be told to send it. */
  boolean expectsContinue() {
    return expectsContinue;
  }

  @Override
  public Future<Void> drainTo(BodySink sink) {
    BodyPump pump = new BodyPump(this, client, sink);
    read(pump);
    return pump.done();
  }

  @Override
  public Future<byte[]> collect(int limitBytes) {
    if (declaredBytes > limitBytes) {
      return Future.failedFuture(BodyCollector.tooLarge(limitBytes));
    }
    claim();
    BodyCollector by = new BodyCollector(this, client.admission(), limitBytes);
    if (declaredBytes > 0 && !by.makeRoom((int) declaredBytes)) {
      return Future.failedFuture(BodyCollector.noRoom());
    }
    collector = by;
    client.onLoop(() -> start(by));
    return by.done();
  }

  void read(BodyReader by) {
    claim();
    client.onLoop(() -> start(by));
  }

  private void claim() {
    if (claimed.getAndSet(true)) {
      throw new IllegalStateException("a body is read once");
    }
  }

  /** The request is done: what was gathered of its body is needed no more. */
  void letGo() {
    if (collector != null) {
      collector.letGo();
    }
  }

  private void start(BodyReader by) {
    reader = by;
    if (broken != null) {
      by.broken(broken);
    } else if (discarding) {
      by.broken(new IllegalStateException("the request was already answered"));
    } else if (ended || declaredBytes == 0) {
      sayContinue();
      by.end();
    } else {
      sayContinue();
      flow();
    }
  }

  private void sayContinue() {
    if (expectsContinue && receivedBytes == 0) {
      request.response().writeContinue();
    }
    continued = true;
  }

  private void data(Buffer piece) {
    if (piece.length() == 0) {
      breakOff(client.whyCutShort());
      return;
    }
    if (!client.pieces().take(piece)) {
      return; // The connection closed, and its memory with it.
    }
    receivedBytes += piece.length();
    try {
      if (reader != null) {
        reader.data(piece);
      }
    } finally {
      LentPieces.release(piece);
    }
  }

  private void end() {
    ended = true;
    if (reader != null) {
      reader.end();
    }
    onEnd.run();
  }

  /** The rest of the body will never come, or is no longer waited for. */
  void breakOff(Refusal why) {
    if (ended || broken != null) {
      return;
    }
    broken = why.asException();
    if (reader != null) {
      reader.broken(broken);
    }
    if (discarding) {
      client.close();
    }
  }

  /** Makes the client wait. */
  void hold() {
    if (!held && !ended && !discarding) {
      held = true;
      request.pause();
    }
  }

  /** Lets the client go on. */
  void flow() {
    if (held) {
      held = false;
      request.resume();
    }
  }

  /** Throws away what comes from now on; for after the answer. */
  void discard() {
    discarding = true;
    if (reader != null && !ended) {
      // Nothing holds the client back any more, so nothing more may be gathered.
      reader.broken(new IllegalStateException("the request was answered before its body was read"));
    }
    flow();
  }

  boolean isEnded() {
    return ended;
  }

  long receivedBytes() {
    return receivedBytes;
  }

  /** Whether nothing can go on until the client sends more. */
  boolean isHungry() {
    if (ended || held || broken != null) {
      return false;
    }
    return discarding || (reader != null && reader.isHungry());
  }

  /**
   * Whether the connection can't be used after an answer given now: the rest is too long to throw
   * away, or the client was not told to send it and nobody can know whether it will.
   */
  boolean spoilsConnection() {
    if (expectsContinue && !continued) {
      return true;
    }
    if (ended || declaredBytes == 0) {
      return false;
    }
    return broken != null || declaredBytes < 0 || declaredBytes - receivedBytes > DISCARD_BYTES;
  }

  static Refusal clientGone() {
    return new Refusal(Reason.CLIENT_GONE, "The client closed the connection.");
  }

  static Refusal timedOut() {
    return new Refusal(
        Reason.REQUEST_TIMEOUT, "No byte of the request body arrived within the timeout period.");
  }
}
