package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.sluice.files.OpenFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;

/**
 * Sends part of a file that is in memory to a socket that the kernel can't copy to, for TLS. The
 * event loop itself reads a piece, which is encrypted and written while the CPU's own cache still
 * has it; what a worker read would come from the cache of another CPU, or from memory.
 *
 * <p>The next piece is read when the socket took all of the last one, so that a slow client costs
 * no more memory than that.
 */
final class PieceSender {
  private static final int PIECE_BYTES = 64 * 1_024;

  /** Then others on this loop have their turn. */
  private static final int TURN_BYTES = 256 * 1_024;

  private final ClientConnection client;
  private final HttpServerResponse response;
  private final OpenFile file;
  private final Promise<Long> done = Promise.promise();
  private long positionBytes;
  private long startBytes;
  private long endBytes;

  PieceSender(ClientConnection client, HttpServerResponse response, OpenFile file) {
    this.client = client;
    this.response = response;
    this.file = file;
  }

  /**
   * Completes with how many bytes the socket took: fewer than asked for when the rest could not be
   * read without waiting.
   */
  Future<Long> send(long offsetBytes, long lengthBytes) {
    startBytes = offsetBytes;
    positionBytes = offsetBytes;
    endBytes = offsetBytes + lengthBytes;
    turn();
    return done.future();
  }

  private void turn() {
    long pauseBytes = Math.min(endBytes, positionBytes + TURN_BYTES);
    while (positionBytes < pauseBytes) {
      int length = (int) Math.min(PIECE_BYTES, pauseBytes - positionBytes);
      ByteBuf piece = FileReads.readCached(file, positionBytes, length);
      if (piece == null) {
        done.complete(positionBytes - startBytes);
        return;
      }
      Future<Void> sent = write(piece);
      if (!sent.succeeded()) {
        sent.onComplete(_ -> turn(), done::fail);
        return;
      }
    }
    if (positionBytes < endBytes) {
      client.afterOthers(this::turn);
    } else {
      done.complete(positionBytes - startBytes);
    }
  }

  private Future<Void> write(ByteBuf piece) {
    if (client.isGone()) {
      piece.release();
      return Future.failedFuture(new IOException("the client closed the connection"));
    }
    positionBytes += piece.readableBytes();
    return response.write(BufferInternal.buffer(piece)).onComplete(_ -> piece.release());
  }
}
