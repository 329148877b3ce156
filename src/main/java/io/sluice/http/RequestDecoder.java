package io.sluice.http;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;

/**
 * The request decoder, stricter in two things: a body with two lengths is refused, not read by one
 * of them (request smuggling), and so is a version other than 1.0 and 1.1, so that the refusal is
 * ours and not Vert.x's empty page.
 *
 * <p>Source: RFC 9112, 6.3.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
  RequestDecoder(HttpLimits limits) {
    super(config(limits));
  }

  private static Http1ServerConfig config(HttpLimits limits) {
    return new Http1ServerConfig()
        .setMaxInitialLineLength(limits.maxInitialLineBytes())
        .setMaxHeaderSize(limits.maxHeaderBytes())
        .setMaxChunkSize(GatewayVerticle.MAX_CHUNK_BYTES);
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) {
    HttpMessage message = super.createMessage(initialLine);
    HttpVersion version = message.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_0) && !version.equals(HttpVersion.HTTP_1_1)) {
      throw new IllegalArgumentException("the version is neither HTTP/1.0 nor HTTP/1.1");
    }
    return message;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding were sent");
  }
}
