package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.sluice.files.OpenFile;
import io.sluice.operation.ResponseBody;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Sends a range of a file and closes it. A small one is read by a worker and leaves in one write
 * with its headers. A large one goes window by window: what is in memory by the kernel's own copy
 * (sendfile), or by pieces where they must be encrypted; what is not by chunks that workers read,
 * since sendfile on a page that must come from a disk would hold up every connection of the event
 * loop.
 */
final class FileSender {
  /** Below this, reading costs less than sendfile. */
  private static final int SMALL_BYTES = 64 * 1_024;

  /**
   * Held back until all before has been read. While they are missing, the answer can still be
   * broken off, should the file turn out to have changed.
   */
  private static final int LAST_BYTES = 4 * 1_024;

  /** What one look at the page cache speaks for. */
  static final long WINDOW_BYTES = 8L * 1_024 * 1_024;

  private final ClientConnection client;
  private final HttpServerResponse response;
  private final OpenFile file;
  private final Promise<Void> done = Promise.promise();
  private final long endBytes;
  private long positionBytes;
  private long regionBytes;

  /** How a window is sent. */
  private sealed interface Way {
    /** By the kernel. */
    record Region(FileChannel channel) implements Way {}

    /** By the event loop, from the kernel's memory. */
    record Pieces() implements Way {}

    /** By workers, who wait for the disk. */
    record Chunks() implements Way {}
  }

  FileSender(ClientConnection client, HttpServerResponse response, ResponseBody.FileRange range) {
    this.client = client;
    this.response = response;
    file = range.file();
    positionBytes = range.offsetBytes();
    endBytes = positionBytes + range.lengthBytes();
  }

  Future<Void> send() {
    if (endBytes - positionBytes <= SMALL_BYTES) {
      sendSmall((int) (endBytes - positionBytes));
    } else {
      client.longPieces(true);
      nextWindow();
    }
    return done.future();
  }

  /** What went by regions, which the response does not count. */
  long regionBytes() {
    return regionBytes;
  }

  private void sendSmall(int lengthBytes) {
    if (file.closesPromptly()) {
      ByteBuf now = SteadyReads.now(file, positionBytes, lengthBytes);
      if (now != null) {
        file.close();
        write(now).onComplete(done);
        return;
      }
    }
    client
        .work(() -> {
          try (file) {
            return SteadyReads.whole(file, positionBytes, lengthBytes);
          }
        })
        .onComplete(this::sendRead);
  }

  private void sendRead(AsyncResult<ByteBuf> read) {
    if (read.failed()) {
      done.fail(read.cause()); // The file is closed.
      return;
    }
    ByteBuf buffer = read.result();
    write(buffer).onComplete(done);
  }

  private Future<Void> write(ByteBuf buffer) {
    if (client.isGone()) {
      buffer.release();
      return Future.failedFuture("the client closed the connection");
    }
    return response.end(BufferInternal.buffer(buffer)).onComplete(_ -> buffer.release());
  }

  private void nextWindow() {
    long length = Math.min(WINDOW_BYTES, endBytes - LAST_BYTES - positionBytes);
    if (length == 0) {
      sendLast();
    } else if (client.isGone()) {
      finish(Future.failedFuture("the client closed the connection"));
    } else {
      client.work(() -> way(length)).onComplete(way -> sendWindow(way, length));
    }
  }

  /** On a worker: asking and opening may block. */
  private Way way(long length) throws IOException {
    if (!client.takesCached() || !file.isResident(positionBytes, length)) {
      return new Way.Chunks();
    }
    return client.isEncrypted() ? new Way.Pieces() : new Way.Region(file.channel());
  }

  private void sendLast() {
    client.longPieces(false);
    client
        .work(() -> SteadyReads.last(file, positionBytes, LAST_BYTES))
        .onComplete(read -> {
          client.closeFile(file);
          sendRead(read);
        });
  }

  private void sendWindow(AsyncResult<Way> way, long length) {
    if (way.failed()) {
      finish(Future.failedFuture(way.cause()));
    } else if (client.isGone()) {
      finish(Future.failedFuture("the client closed the connection"));
    } else {
      switch (way.result()) {
        case Way.Region(FileChannel channel) -> sendRegion(channel, length);
        case Way.Pieces _ ->
            new PieceSender(client, response, file)
                .send(positionBytes, length)
                .compose(sent -> sendChunks(positionBytes + sent, length - sent))
                .onComplete(sent -> windowSent(sent, length));
        case Way.Chunks _ ->
            sendChunks(positionBytes, length).onComplete(sent -> windowSent(sent, length));
      }
    }
  }

  private Future<Void> sendChunks(long offsetBytes, long lengthBytes) {
    return new ChunkSender(client, response, file).send(offsetBytes, lengthBytes);
  }

  private void sendRegion(FileChannel channel, long length) {
    if (!response.headWritten()) {
      response.writeHead();
    }
    Promise<Void> sent = Promise.promise();
    sent.future().onComplete(result -> client.onLoop(() -> windowSent(result, length)));
    var _ =
        client
            .write(new WindowRegion(channel, positionBytes, length))
            .addListener(future -> {
              if (future.isSuccess()) {
                regionBytes += length;
                sent.complete();
              } else {
                sent.fail(future.cause());
              }
            });
  }

  private void windowSent(AsyncResult<Void> sent, long length) {
    if (sent.failed()) {
      finish(Future.failedFuture(sent.cause()));
    } else {
      positionBytes += length;
      nextWindow();
    }
  }

  private void finish(Future<Void> outcome) {
    client.longPieces(false);
    client.closeFile(file);
    outcome.onComplete(done);
  }
}
