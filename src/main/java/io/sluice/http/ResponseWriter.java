package io.sluice.http;

import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns an answer into bytes: what every answer carries, then one of the kinds of body. */
final class ResponseWriter {
  private static final CharSequence NAME = HttpHeaders.createOptimized("Sluice");
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-amz-request-id");
  private static final CharSequence HOST_ID = HttpHeaders.createOptimized("x-amz-id-2");
  private static final int ONE_WRITE_BYTES = 64 * 1_024;

  private final ClientConnection client;
  private final Exchange exchange;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private boolean closes;
  private @Nullable SlowSender slow;
  private @Nullable FileSender file;
  private @Nullable Relay relay;

  ResponseWriter(ClientConnection client, Exchange exchange, HttpServerRequest request) {
    this.client = client;
    this.exchange = exchange;
    this.request = request;
    response = request.response();
  }

  /**
   * Sends an answer. Completes when the socket took all of it; fails, with {@link #hasBegun} false,
   * when another answer may still be sent instead.
   */
  Future<Void> send(S3Response answer) {
    try {
      writeHeaders(answer);
      return sendBody(answer);
    } catch (RuntimeException e) {
      exchange.dispose(answer.body());
      return Future.failedFuture(e);
    }
  }

  /** Sends on what another node answered, in its words. */
  Future<Void> relay(Forward forward) {
    HttpClientResponse answer = forward.answer();
    response.headers().clear();
    response.setStatusCode(answer.statusCode());
    Forwarder.copy(answer.headers(), response.headers());
    setCloses();
    if (!isBodiless() && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      setUnknownLength();
    }
    relay = new Relay(forward, response);
    return relay.run();
  }

  /** Whether the head is out. */
  boolean hasBegun() {
    return response.headWritten();
  }

  /** Whether the connection ends with this answer. */
  boolean closes() {
    return closes;
  }

  long sentBytes() {
    return response.bytesWritten() + (file == null ? 0 : file.regionBytes());
  }

  /** The client is gone: nothing more will be sent. */
  void cancel() {
    if (slow != null) {
      slow.cancel();
    }
    if (relay != null) {
      relay.cancel();
    }
  }

  private Future<Void> sendBody(S3Response answer) {
    return switch (answer.body()) {
      case ResponseBody.Empty _ -> sendBytes(Buffer.buffer());
      case ResponseBody.Bytes(Buffer buffer) -> sendBytes(buffer);
      case ResponseBody.FileRange range -> sendFile(range);
      case ResponseBody.Slow(Future<Buffer> document) -> {
        if (isBodiless()) {
          yield response.end();
        }
        slow = new SlowSender(client, exchange, this);
        yield slow.send(document);
      }
    };
  }

  /** Sends a body that is whole; header and body leave in one write when it is small. */
  Future<Void> sendBytes(Buffer buffer) {
    setLength(buffer.length());
    if (request.decoderResult().isFailure()) {
      // Vert.x closes an undecodable request's connection at its end, before the client has read.
      return isBodiless() ? response.writeHead() : response.write(buffer);
    }
    if (isBodiless()) {
      return response.end();
    }
    if (buffer.length() <= ONE_WRITE_BYTES) {
      return response.end(buffer);
    }
    return response.write(buffer).compose(_ -> response.end());
  }

  private Future<Void> sendFile(ResponseBody.FileRange range) {
    setLength(range.lengthBytes());
    if (isBodiless() || range.lengthBytes() == 0) {
      exchange.dispose(range);
      return response.end();
    }
    file = new FileSender(client, response, range);
    return file.send();
  }

  private void writeHeaders(S3Response answer) {
    response.headers().clear();
    response.setStatusCode(answer.status());
    for (Map.Entry<String, String> header : answer.headers()) {
      response.headers().add(header.getKey(), header.getValue());
    }
    RequestIds.Id id = exchange.id();
    response
        .putHeader(HttpHeaders.DATE, client.gateway().date())
        .putHeader(HttpHeaders.SERVER, NAME)
        .putHeader(REQUEST_ID, id.requestId())
        .putHeader(HOST_ID, id.hostId());
    setCloses();
  }

  private void setCloses() {
    closes =
        request.decoderResult().isFailure()
            || client.gateway().isStopping()
            || exchange.body().spoilsConnection();
    if (closes) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  private void setLength(long lengthBytes) {
    int status = response.getStatusCode();
    if (status != 204
        && status != 304
        && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(lengthBytes));
    }
  }

  /** Makes the length unknown: chunks, or for HTTP/1.0 everything until the connection closes. */
  void setUnknownLength() {
    response.headers().remove(HttpHeaders.CONTENT_LENGTH);
    if (request.version() == HttpVersion.HTTP_1_0) {
      closes = true;
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    } else {
      response.setChunked(true);
    }
  }

  HttpServerResponse response() {
    return response;
  }

  private boolean isBodiless() {
    int status = response.getStatusCode();
    return request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
  }
}
