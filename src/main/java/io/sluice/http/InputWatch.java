package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Sits behind the decoder and turns the two ends that a body can have before its end (the client
 * closed its side, or sent a broken chunk) into an empty piece of content. An empty piece never
 * comes otherwise, and it stays in order behind the bytes that came before it, also when Vert.x
 * holds those back. Without it the client could not be told: Vert.x would just close.
 *
 * <p>After the client closed its side there is nothing to read, and netty must not be asked to: it
 * has taken the socket out of epoll's set, fails to change what it waits for there, and closes.
 * What Vert.x still holds of the body comes without that.
 *
 * <p>And it spares long pieces of bodies a copy ({@link LentPieces}).
 */
final class InputWatch extends ChannelDuplexHandler {
  private final ClientConnection client;
  private boolean inBody;
  private boolean inputEnded;

  InputWatch(ClientConnection client) {
    this.client = client;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      client.headArrived();
      inBody = request.decoderResult().isSuccess();
    } else if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
      content.release();
      endEarly(context, false);
      return;
    }
    if (message instanceof LastHttpContent) {
      inBody = false;
    }
    context.fireChannelRead(hasOnlyTrailers(message) ? end(message) : uncopied(message));
  }

  /** The end of a chunked body may have lines behind it, and then has an empty piece as well. */
  private static boolean hasOnlyTrailers(Object message) {
    return message instanceof LastHttpContent last
        && !(message instanceof HttpRequest)
        && !last.content().isReadable();
  }

  /** Nobody reads trailers, which a recipient may discard (RFC 9112, section 7.1.2). */
  private static LastHttpContent end(Object message) {
    ReferenceCountUtil.release(message);
    return LastHttpContent.EMPTY_LAST_CONTENT;
  }

  /** Content of which Vert.x makes no copy, where that is worth it. */
  private Object uncopied(Object message) {
    if (!(message instanceof HttpContent content) || message instanceof HttpRequest) {
      return message;
    }
    ByteBuf lent = client.pieces().lend(content.content());
    return lent instanceof LentMemory ? content.replace(lent) : message;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      endEarly(context, true);
      context.fireChannelReadComplete();
      client.inputEnded();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void read(ChannelHandlerContext context) {
    if (!inputEnded) {
      context.read();
    }
  }

  private void endEarly(ChannelHandlerContext context, boolean byClosing) {
    if (inBody) {
      inBody = false;
      client.bodyCutShort(byClosing);
      context.fireChannelRead(new DefaultHttpContent(Unpooled.EMPTY_BUFFER));
    }
  }
}
