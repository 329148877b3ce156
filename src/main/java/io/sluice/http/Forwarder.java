package io.sluice.http;

import io.sluice.model.RefusedException;
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
import java.util.HashSet;
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
  private final Set<Forward> underWay = new HashSet<>();
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

  /** Breaks off what nodes that are gone were to answer; called again and again. */
  void look() {
    List.copyOf(underWay).forEach(forward -> forward.look(forwarding::isThere));
  }

  /**
   * Completes with the other node's answer, its body still to come.
   *
   * @param places one or more; the first that takes a connection gets the request, and only that
   */
  Future<Forward> send(List<Elsewhere.Place> places, HttpServerRequest request, SocketBody body) {
    return connected(places, request)
        .compose(connected -> send(connected, request, body))
        .recover(failure ->
            Future.failedFuture(
                failure instanceof RefusedException ? failure : ForwardedBody.unreachable()));
  }

  /** A connection to one of the places. */
  private record Connected(Elsewhere.Place place, HttpClientRequest onward) {}

  private Future<Connected> connected(List<Elsewhere.Place> places, HttpServerRequest request) {
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
    Future<Connected> first = client.request(options).map(onward -> new Connected(place, onward));
    return places.size() == 1
        ? first
        : first.recover(_ -> connected(places.subList(1, places.size()), request));
  }

  private Future<Forward> send(Connected to, HttpServerRequest request, SocketBody body) {
    HttpClientRequest onward = to.onward();
    copy(request.headers(), onward.headers());
    onward.putHeader(Forwarding.HEADER, forwarding.mark());
    if (body.declaredBytes() < 0) {
      onward.setChunked(true);
    }
    Promise<HttpClientResponse> head = Promise.promise();
    Forward forward = new Forward(to.place(), onward, head);
    follow(forward, onward, head);
    var pump = new ForwardedBody(body, onward, forward);
    if (body.expectsContinue()) {
      // The client is told to go on when the other node says so, and not if it answers instead.
      onward.continueHandler(_ -> body.read(pump));
      onward.writeHead().onFailure(head::tryFail);
    } else {
      body.read(pump);
    }
    return head.future().map(_ -> forward);
  }

  private void follow(Forward forward, HttpClientRequest onward, Promise<HttpClientResponse> head) {
    underWay.add(forward);
    head.future().onFailure(_ -> underWay.remove(forward));
    onward.exceptionHandler(head::tryFail);
    onward
        .response()
        .onSuccess(answer -> {
          answer.end().onComplete(_ -> underWay.remove(forward));
          forward.answered(answer);
        })
        .onFailure(head::tryFail);
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
