package io.sluice.http;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.sluice.files.OpenFile;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.VertxConnection;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One socket: which request is on it, when it stalls, and how it ends. Confined to its event loop,
 * but for {@link #onLoop} and {@link #work}.
 */
final class ClientConnection {
  /** What is done for no volume that could be made out. */
  private static final String NO_VOLUME = "";

  /** The longest plain text of a TLS record. */
  private static final int RECORD_BYTES = 16 * 1_024;

  private final GatewayVerticle gateway;
  private final VertxConnection connection;
  private final LentPieces pieces = new LentPieces();
  private @Nullable Exchange exchange;
  private @Nullable Refusal cutShort;
  private int headsArrived;
  private int headsTaken;
  private int idleTicks;
  private int lingerTicks = -1;
  private boolean inputEnded;
  private boolean closed;

  ClientConnection(GatewayVerticle gateway, VertxConnection connection) {
    this.gateway = gateway;
    this.connection = connection;
    // A client that has sent its request may close its side and still gets the answer.
    channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    // The adaptive one allocates, and so clears, memory anew for most long reads.
    channel().config().setAllocator(PooledByteBufAllocator.DEFAULT);
    ChannelPipeline pipeline = channel().pipeline();
    pipeline.replace("httpDecoder", "httpDecoder", new RequestDecoder(state().settings().limits()));
    pipeline.addAfter("httpDecoder", "inputWatch", new InputWatch(this));
  }

  GatewayVerticle gateway() {
    return gateway;
  }

  GatewayState state() {
    return gateway.state();
  }

  LentPieces pieces() {
    return pieces;
  }

  Admission admission() {
    return state().admission();
  }

  /** Begins the next request; none is begun on a connection that is about to close. */
  void begin(HttpServerRequest request) {
    boolean isBehindLast = exchange != null && exchange.isLast();
    if (closed || lingerTicks >= 0 || isBehindLast || !channel().isOpen()) {
      return;
    }
    headsTaken++;
    exchange = new Exchange(this, request);
    exchange.start();
  }

  void ended(Exchange done) {
    if (exchange == done) {
      exchange = null;
      idleTicks = 0;
    }
    closeWhenIdle();
  }

  /** Runs on the event loop, at once when already there. */
  void onLoop(Runnable action) {
    connection.context().emit(_ -> action.run());
  }

  /** Runs on the event loop after what is being read. */
  void afterReading(Runnable action) {
    connection.context().runOnContext(_ -> action.run());
  }

  /** Runs on the event loop once it has looked after its other sockets. */
  void afterOthers(Runnable action) {
    // A timer, since netty runs what is merely queued, and queued by that, before it looks.
    var _ = channel().eventLoop().schedule(() -> onLoop(action), 0, TimeUnit.NANOSECONDS);
  }

  /** Runs on a worker thread; called on the event loop, where the future completes too. */
  <T> Future<T> work(Callable<T> job) {
    String volume = exchange == null ? null : exchange.bucket();
    return state().lanes().of(volume == null ? NO_VOLUME : volume).run(job);
  }

  /** Closes a file on a worker, since closing may have to wait for a file server. */
  void closeFile(OpenFile file) {
    Future<Boolean> _ =
        work(
                () -> {
                  file.close();
                  return true;
                })
            .onFailure(stopped -> file.close());
  }

  void headArrived() {
    headsArrived++;
  }

  void bodyCutShort(boolean byClosing) {
    String message =
        byClosing
            ? "The request body ended before the number of bytes that was announced."
            : "The request body is not in valid chunks.";
    cutShort = new Refusal(Reason.INCOMPLETE_BODY, message);
  }

  Refusal whyCutShort() {
    return cutShort == null ? SocketBody.clientGone() : cutShort;
  }

  void inputEnded() {
    inputEnded = true;
    if (lingerTicks >= 0) {
      close();
    }
    closeWhenIdle();
  }

  private void closeWhenIdle() {
    if (inputEnded && exchange == null && headsArrived == headsTaken) {
      close();
    }
  }

  /** Looks for a client that neither sends nor takes. */
  void tick() {
    HttpTimeouts timeouts = state().settings().timeouts();
    if (lingerTicks >= 0) {
      lingerTicks++;
      if (lingerTicks > timeouts.ticks(timeouts.lingerMillis())) {
        close();
      }
    } else if (exchange != null) {
      exchange.tick();
    } else {
      idleTicks++;
      if (idleTicks > timeouts.ticks(timeouts.keepAliveMillis())) {
        close();
      }
    }
  }

  /** Closes now; what was not yet taken by the socket is lost. */
  void close() {
    // From the handler's own context on, since Vert.x's close would wait for a client that takes
    // nothing.
    ChannelFuture _ = connection.channelHandlerContext().close();
  }

  /** Resets the connection, so that no client takes what it got for a whole answer. */
  void abort() {
    if (channel().isOpen()) {
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
      // From the first handler on: TLS would say goodbye, which makes an answer look whole.
      ChannelHandlerContext first = channel().pipeline().firstContext();
      ChannelFuture _ = first == null ? channel().close() : first.close();
    }
  }

  /** Whether a request on it has no whole answer yet. */
  boolean isAtWork() {
    return exchange != null && exchange.isAtWork();
  }

  /** The node has drained for long enough: closes, whatever is at work. */
  void cutOff() {
    if (exchange != null) {
      exchange.cutOff();
    } else {
      close();
    }
  }

  /**
   * Ends the sending side and goes on reading for a while: closing with unread bytes would reset
   * the connection and could take the answer from the client.
   */
  void linger() {
    if (lingerTicks < 0 && !closed) {
      lingerTicks = 0;
      SslHandler tls = channel().pipeline().get(SslHandler.class);
      if (tls == null) {
        endOutput();
      } else {
        // Says goodbye first, or the client would take the answer for one that was cut.
        ChannelFuture _ = tls.closeOutbound().addListener(_ -> endOutput());
      }
    }
  }

  private void endOutput() {
    ChannelFuture _ = ((DuplexChannel) channel()).shutdownOutput();
  }

  /** The socket is closed. */
  void gone() {
    closed = true;
    admission().leaveConnection();
    if (exchange != null) {
      exchange.gone();
    }
    pieces.close();
  }

  /** The client's address, without its port. */
  String remote() {
    return connection.remoteAddress() == null ? "" : connection.remoteAddress().hostAddress();
  }

  boolean isGone() {
    return closed;
  }

  /** Whether this event loop may send what is in the kernel's memory. */
  boolean takesCached() {
    return state().settings().sendFile();
  }

  /** Whether bytes must be encrypted, so that the kernel can't copy them from a file. */
  boolean isEncrypted() {
    return connection.isSsl();
  }

  /**
   * Says whether what is written next comes in long pieces. Each of them is then encrypted in one
   * go, to memory of its size; short ones, as head and body, are better put together first.
   */
  void longPieces(boolean begin) {
    SslHandler tls = channel().pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.setWrapDataSize(begin ? 0 : RECORD_BYTES);
    }
  }

  /** Sends part of a file behind what was written; the future completes on the event loop. */
  ChannelFuture write(FileRegion region) {
    ChannelPromise promise = connection.newChannelPromise();
    connection.writeToChannel(region, promise);
    return promise;
  }

  /** Changes whenever the client takes bytes; 0 when it owes nothing. */
  long outputStamp() {
    ChannelOutboundBuffer out = channel().unsafe().outboundBuffer();
    if (out == null || out.isEmpty()) {
      return 0;
    }
    long stamp = System.identityHashCode(out.current());
    return stamp * 31 + out.currentProgress() + out.totalPendingWriteBytes() + 1;
  }

  private Channel channel() {
    return connection.channel();
  }
}
