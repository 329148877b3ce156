package io.sluice.http;

import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/**
 * An answer that takes long. A document that comes within the grace goes out as any other, with its
 * right status; later the status is sent, then the XML declaration, then a space now and then so
 * that nobody on the way gives the connection up.
 *
 * <p>Source: S3 API reference, CompleteMultipartUpload.
 */
final class SlowSender {
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private final ClientConnection client;
  private final Exchange exchange;
  private final ResponseWriter writer;
  private final HttpServerResponse response;
  private final Promise<Void> done = Promise.promise();
  private long timer = -1;
  private boolean begun;

  SlowSender(ClientConnection client, Exchange exchange, ResponseWriter writer) {
    this.client = client;
    this.exchange = exchange;
    this.writer = writer;
    response = writer.response();
  }

  Future<Void> send(Future<Buffer> document) {
    if (!document.isComplete()) {
      timer = client.state().vertx().setTimer(timeouts().slowGraceMillis(), _ -> begin());
    }
    document.onComplete(result -> client.onLoop(() -> finish(result)));
    return done.future();
  }

  /** The client is gone. */
  void cancel() {
    stopTimer();
    done.tryFail("the client closed the connection");
  }

  private HttpTimeouts timeouts() {
    return client.state().settings().timeouts();
  }

  private void begin() {
    begun = true;
    writer.setUnknownLength();
    response.write(DECLARATION);
    timer = client.state().vertx().setPeriodic(timeouts().slowSpaceMillis(), _ -> space());
  }

  private void space() {
    if (!response.writeQueueFull()) {
      response.write(" ");
    }
  }

  private void finish(AsyncResult<Buffer> result) {
    stopTimer();
    if (done.future().isComplete()) {
      return;
    }
    if (begun) {
      Buffer document = result.succeeded() ? result.result() : bytesOf(result.cause());
      response.end(withoutDeclaration(document)).onComplete(done);
    } else if (result.succeeded()) {
      writer.sendBytes(result.result()).onComplete(done);
    } else {
      writer.send(exchange.documentFor(result.cause())).onComplete(done);
    }
  }

  private Buffer bytesOf(Throwable failure) {
    S3Response error = exchange.documentFor(failure);
    return error.body() instanceof ResponseBody.Bytes(Buffer buffer) ? buffer : Buffer.buffer();
  }

  /** The declaration was sent already, and may stand only at the start. */
  private static Buffer withoutDeclaration(Buffer document) {
    String start =
        document.getString(0, Math.min(6, document.length()), StandardCharsets.UTF_8.name());
    if (!start.startsWith("<?xml ")) {
      return document;
    }
    for (int at = 0; at < document.length(); at++) {
      if (document.getByte(at) == '>') {
        return document.slice(at + 1, document.length());
      }
    }
    return document;
  }

  private void stopTimer() {
    if (timer >= 0) {
      client.state().vertx().cancelTimer(timer);
      timer = -1;
    }
  }
}
