package io.sluice.http;

import io.sluice.operation.Elsewhere;
import io.sluice.operation.Forwarding;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientBuilder;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends whole requests on to other nodes, unread: method, target, headers and body stay as the
 * client sent them, so that its signature holds there. One for each event loop.
 *
 * <p>Source: RFC 9110, 7.6.1: which headers are for one connection only.
 */
final class Forwarder {
  /** Connections to one other node, for each event loop. */
  private static final int MOST_CONNECTIONS = 256;

  private static final int CONNECT_MILLIS = 2_000;
  private static final Set<String> OF_CONNECTION =
      Set.of("connection", "keep-alive", "proxy-connection", "te", "upgrade", "transfer-encoding");

  private final HttpClientAgent client;
  private final Forwarding forwarding;
  private volatile @Nullable TlsIdentity tls;

  Forwarder(Vertx vertx, HttpSettings settings, Forwarding forwarding) {
    this.forwarding = forwarding;
    this.tls = settings.tls();
    var options =
        new HttpClientOptions()
            .setConnectTimeout(CONNECT_MILLIS)
            .setTcpNoDelay(true)
            .setMaxChunkSize(GatewayVerticle.MAX_CHUNK_BYTES)
            .setMaxHeaderSize(4 * settings.limits().maxHeaderBytes());
    var pool = new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS);
    HttpClientBuilder builder = vertx.httpClientBuilder().with(options).with(pool);
    if (OpenSSLEngineOptions.isAvailable()) {
      builder = builder.with(new OpenSSLEngineOptions());
    }
    TlsIdentity own = tls;
    client = own == null ? builder.build() : builder.with(own.towardsNodes()).build();
  }

  /** Trusts what a renewed certificate's file holds, from now on. */
  Future<Boolean> renew(TlsIdentity renewed) {
    tls = renewed;
    return client.updateSSLOptions(renewed.towardsNodes(), true);
  }

  /**
   * Completes with the other node's answer, its body still to come.
   *
   * @param places one or more; the first that takes a connection gets the request, and only that
   */
  Future<HttpClientResponse> send(
      List<Elsewhere.Place> places, HttpServerRequest request, SocketBody body) {
    return connected(places, request)
        .compose(onward -> send(onward, request, body))
        .recover(failure -> Future.failedFuture(ForwardedBody.unreachable()));
  }

  private Future<HttpClientRequest> connected(
      List<Elsewhere.Place> places, HttpServerRequest request) {
    Elsewhere.Place place = places.getFirst();
    TlsIdentity own = tls;
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setServer(SocketAddress.inetSocketAddress(place.port(), place.host()))
            .setHost(own == null || !place.tls() ? place.host() : own.name())
            .setPort(place.port())
            .setSsl(place.tls())
            .setURI(request.uri())
            .setFollowRedirects(false);
    Future<HttpClientRequest> first = client.request(options);
    return places.size() == 1
        ? first
        : first.recover(_ -> connected(places.subList(1, places.size()), request));
  }

  private Future<HttpClientResponse> send(
      HttpClientRequest onward, HttpServerRequest request, SocketBody body) {
    copy(request.headers(), onward.headers());
    onward.putHeader(Forwarding.HEADER, forwarding.mark());
    if (body.declaredBytes() < 0) {
      onward.setChunked(true);
    }
    Promise<HttpClientResponse> answer = Promise.promise();
    onward.exceptionHandler(answer::tryFail);
    onward
        .response()
        .onComplete(result -> {
          if (result.succeeded()) {
            result.result().pause();
            answer.tryComplete(result.result());
          } else {
            answer.tryFail(result.cause());
          }
        });
    var pump = new ForwardedBody(body, onward);
    if (body.expectsContinue()) {
      // The client is told to go on when the other node says so, and not if it answers instead.
      onward.continueHandler(_ -> body.read(pump));
      onward.writeHead().onFailure(answer::tryFail);
    } else {
      body.read(pump);
    }
    return answer.future();
  }

  /** All headers but those that are about one connection. */
  static void copy(MultiMap from, MultiMap to) {
    List<String> named = HeaderNames.ofConnection(from.getAll(HttpHeaders.CONNECTION));
    from.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!OF_CONNECTION.contains(lower)
          && !named.contains(lower)
          && !lower.equals(Forwarding.HEADER)) {
        to.add(name, value);
      }
    });
  }

  Future<Void> close() {
    return client.close();
  }
}
