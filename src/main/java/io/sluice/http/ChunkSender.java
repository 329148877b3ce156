package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.sluice.files.OpenFile;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends part of a file by chunks that workers read: a few at once, so that the disk and the socket
 * are both busy, and never more of them in memory, so that a slow client costs little.
 */
final class ChunkSender {
  private static final int CHUNK_BYTES = 256 * 1_024;
  private static final int CHUNKS_AT_ONCE = 4;

  private final ClientConnection client;
  private final HttpServerResponse response;
  private final OpenFile file;
  private final Promise<Void> done = Promise.promise();

  /** From the start of the read until they are given to the socket, in file order. */
  private final Deque<Chunk> pending = new ArrayDeque<>();

  private long positionBytes;
  private long endBytes;

  /** Chunks being read, waiting or being written. */
  private int alive;

  private @Nullable Throwable failure;

  /** One chunk; its buffer is there once it was read. */
  private static final class Chunk {
    @Nullable ByteBuf buffer;
  }

  ChunkSender(ClientConnection client, HttpServerResponse response, OpenFile file) {
    this.client = client;
    this.response = response;
    this.file = file;
  }

  /** Completes when the socket took all, and no read is running any more. */
  Future<Void> send(long offsetBytes, long lengthBytes) {
    positionBytes = offsetBytes;
    endBytes = offsetBytes + lengthBytes;
    fill();
    return done.future();
  }

  private void fill() {
    while (failure == null && alive < CHUNKS_AT_ONCE && positionBytes < endBytes) {
      long from = positionBytes;
      int length = (int) Math.min(CHUNK_BYTES, endBytes - from);
      positionBytes += length;
      alive++;
      Chunk chunk = new Chunk();
      pending.add(chunk);
      client
          .work(() -> FileReads.read(file, from, length))
          .onComplete(read -> chunkRead(chunk, read));
    }
    if (alive == 0) {
      if (failure != null) {
        done.tryFail(failure);
      } else {
        done.tryComplete();
      }
    }
  }

  private void chunkRead(Chunk chunk, AsyncResult<ByteBuf> read) {
    if (read.succeeded()) {
      chunk.buffer = read.result();
    } else {
      alive--;
      pending.remove(chunk);
      failure = failure == null ? read.cause() : failure;
    }
    if (failure == null && client.isGone()) {
      failure = new IOException("the client closed the connection");
    }
    if (failure == null) {
      writeReady();
    } else {
      dropReady();
    }
    fill();
  }

  private void writeReady() {
    Chunk first = pending.peek();
    while (first != null && first.buffer != null) {
      ByteBuf buffer = first.buffer;
      pending.remove();
      response.write(BufferInternal.buffer(buffer)).onComplete(sent -> chunkSent(buffer, sent));
      first = pending.peek();
    }
  }

  private void chunkSent(ByteBuf buffer, AsyncResult<Void> sent) {
    buffer.release();
    alive--;
    if (sent.failed() && failure == null) {
      failure = sent.cause();
      dropReady();
    }
    fill();
  }

  private void dropReady() {
    pending.removeIf(chunk -> {
      if (chunk.buffer == null) {
        return false;
      }
      chunk.buffer.release();
      alive--;
      return true;
    });
  }
}
