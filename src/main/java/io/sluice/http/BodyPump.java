package io.sluice.http;

import io.sluice.operation.BodySink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries a body from the event loop to a sink on worker threads: one batch at a time, in order, of
 * what came in meanwhile. Its future completes only when the sink is idle, so that whoever waits
 * for it may delete what the sink was writing.
 */
final class BodyPump implements BodyReader {
  /** Where handing over costs little and hashing still finds the bytes in a cache. */
  private static final int BATCH_BYTES = 256 * 1_024;

  /** What may wait for one sink before the socket is held back. */
  private static final int QUEUE_BYTES = 2 * 1_024 * 1_024;

  private final SocketBody body;
  private final ClientConnection client;
  private final BodySink sink;
  private final Deque<Buffer> waiting = new ArrayDeque<>();
  private final Promise<Void> done = Promise.promise();
  private long waitingBytes;
  private boolean scheduled;
  private boolean busy;
  private boolean ended;
  private @Nullable Throwable failure;

  /** What a worker gets at once. */
  private record Batch(List<Buffer> pieces, long sizeBytes) {
    List<ByteBuffer> buffers() {
      List<ByteBuffer> buffers = new ArrayList<>();
      for (Buffer piece : pieces) {
        Collections.addAll(buffers, ((BufferInternal) piece).getByteBuf().nioBuffers());
      }
      return buffers;
    }
  }

  BodyPump(SocketBody body, ClientConnection client, BodySink sink) {
    this.body = body;
    this.client = client;
    this.sink = sink;
  }

  Future<Void> done() {
    return done.future();
  }

  @Override
  public void data(Buffer piece) {
    if (failure != null) {
      return;
    }
    LentPieces.retain(piece);
    waiting.add(piece);
    waitingBytes += piece.length();
    client.admission().queued(piece.length());
    if (waitingBytes >= queueLimit()) {
      body.hold();
    }
    schedule();
  }

  @Override
  public void end() {
    ended = true;
    schedule();
  }

  @Override
  public void broken(Throwable why) {
    fail(why);
    step();
  }

  @Override
  public boolean isHungry() {
    return !busy && !ended && waiting.isEmpty() && failure == null;
  }

  private long queueLimit() {
    return client.admission().isMemoryTight() ? BATCH_BYTES : QUEUE_BYTES;
  }

  /** Steps once what the socket has now was read: larger batches, fewer hand-overs. */
  private void schedule() {
    if (!scheduled && !busy) {
      scheduled = true;
      client.afterReading(() -> {
        scheduled = false;
        step();
      });
    }
  }

  private void step() {
    if (busy) {
      return;
    }
    if (failure != null) {
      done.tryFail(failure);
    } else if (!waiting.isEmpty()) {
      handOver(nextBatch());
    } else if (ended) {
      done.tryComplete();
    }
  }

  private Batch nextBatch() {
    List<Buffer> pieces = new ArrayList<>();
    long size = 0;
    while (!waiting.isEmpty() && size < BATCH_BYTES) {
      Buffer piece = waiting.remove();
      size += piece.length();
      pieces.add(piece);
    }
    waitingBytes -= size;
    return new Batch(List.copyOf(pieces), size);
  }

  private void handOver(Batch batch) {
    busy = true;
    client
        .work(() -> {
          sink.accept(batch.buffers());
          return batch;
        })
        .onComplete(result -> taken(batch, result.succeeded() ? null : result.cause()));
  }

  private void taken(Batch batch, @Nullable Throwable thrown) {
    busy = false;
    client.admission().queued(-batch.sizeBytes());
    batch.pieces().forEach(LentPieces::release);
    if (thrown != null) {
      body.hold();
      fail(thrown);
    } else if (failure == null && waitingBytes <= queueLimit() / 2) {
      body.flow();
    }
    step();
  }

  private void fail(Throwable why) {
    if (failure == null) {
      failure = why;
      client.admission().queued(-waitingBytes);
      waiting.forEach(LentPieces::release);
      waiting.clear();
      waitingBytes = 0;
    }
  }
}
