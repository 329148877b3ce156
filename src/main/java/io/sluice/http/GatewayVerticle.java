package io.sluice.http;

import io.sluice.s3.SdkTries;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.impl.VertxConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway on one event loop; several on one port share its connections. */
final class GatewayVerticle extends VerticleBase {
  /** The largest piece of a body: what one read of a socket gives. */
  static final int MAX_CHUNK_BYTES = 64 * 1_024;

  /** So long Vert.x waits, once all connections were closed here, for those it knows alone. */
  private static final long CLOSING_MILLIS = 500;

  private static final Logger log = LoggerFactory.getLogger(GatewayVerticle.class);

  private final GatewayState state;
  private final int listenPort;
  private final HttpDate date;
  private final LoopQueue queue;
  private final HeldRefusals refusals;
  private final Map<HttpConnection, ClientConnection> clients = new HashMap<>();
  private @Nullable HttpServer server;
  private Optional<Forwarder> forwarder = Optional.empty();
  private boolean stopping;
  private volatile int cutOff;

  /**
   * @param listenPort a port, or a negative number: the system picks one port for all instances
   *     that give the same
   */
  GatewayVerticle(GatewayState state, int listenPort) {
    this.state = state;
    this.listenPort = listenPort;
    date = new HttpDate(state.parts().clock());
    HttpSettings settings = state.settings();
    long now = state.parts().nanoClock().getAsLong();
    queue = new LoopQueue(settings.crowding().loopDelay(), settings.instances(), now);
    refusals =
        new HeldRefusals(
            new RefusalPace(settings.crowding().refusalDelay(), now),
            state.admission(),
            state.parts().nanoClock(),
            (millis, action) -> vertx.setTimer(millis, _ -> action.run()));
  }

  @Override
  public Future<?> start() {
    forwarder =
        state
            .parts()
            .forwarding()
            .map(forwarding -> new Forwarder(vertx, state.settings(), forwarding));
    HttpServer created = vertx.createHttpServer(options());
    server = created;
    tickLater();
    return created
        .connectionHandler(this::connected)
        .requestHandler(this::requested)
        .invalidRequestHandler(this::requested)
        .exceptionHandler(GatewayVerticle::broken)
        .listen(listenPort, state.settings().host());
  }

  /** Accepts no more, lets running requests end within the drain deadline, then closes. */
  @Override
  public Future<?> stop() {
    stopping = true;
    refusals.close();
    long drainMillis = Math.max(1, state.settings().timeouts().drainMillis());
    // Not by Vert.x, which would not say what it cuts.
    long cutting = vertx.setTimer(drainMillis, _ -> cutOff());
    Future<Void> stopped =
        server == null
            ? Future.succeededFuture()
            : server.shutdown(drainMillis + CLOSING_MILLIS, TimeUnit.MILLISECONDS);
    return stopped
        .onComplete(_ -> vertx.cancelTimer(cutting))
        .eventually(() -> forwarder.map(Forwarder::close).orElseGet(Future::succeededFuture));
  }

  private void cutOff() {
    List<ClientConnection> left = List.copyOf(clients.values());
    // First: with the last connection the gateway is closed, and asks for this.
    cutOff = (int) left.stream().filter(ClientConnection::isAtWork).count();
    left.forEach(ClientConnection::cutOff);
  }

  /** How many requests were still at work when the drain deadline was over. */
  int requestsCutOff() {
    return cutOff;
  }

  int port() {
    return server == null ? 0 : server.actualPort();
  }

  GatewayState state() {
    return state;
  }

  Optional<Forwarder> forwarder() {
    return forwarder;
  }

  String date() {
    return date.now();
  }

  /** Whether a request that was taken up just now had better be refused. */
  boolean isCrowded(long nowNanos, HttpServerRequest request) {
    if (queue.take(nowNanos)) {
      // Behind all that the loop found ready in the same turn.
      context.runOnContext(_ -> queue.turned(state.parts().nanoClock().getAsLong()));
    }
    boolean isCrowd = state.admission().isCrowd();
    return queue.isFull(nowNanos, false, isCrowd)
        && queue.isFull(nowNanos, SdkTries.isRetry(request.getHeader(SdkTries.HEADER)), isCrowd);
  }

  /** What is held back on this loop. */
  HeldRefusals refusals() {
    return refusals;
  }

  boolean isStopping() {
    return stopping;
  }

  private HttpServerOptions options() {
    HttpLimits limits = state.settings().limits();
    HttpServerOptions options =
        new HttpServerOptions()
            .setAcceptBacklog(state.settings().backlog())
            .setTcpNoDelay(true)
            .setHttp2ClearTextEnabled(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHandle100ContinueAutomatically(false)
            .setMaxInitialLineLength(limits.maxInitialLineBytes())
            .setMaxHeaderSize(limits.maxHeaderBytes())
            .setMaxChunkSize(MAX_CHUNK_BYTES);
    TlsIdentity tls = state.settings().tls();
    return tls == null ? options : encrypted(options, tls);
  }

  private static HttpServerOptions encrypted(HttpServerOptions options, TlsIdentity tls) {
    options
        .setSsl(true)
        .setUseAlpn(false)
        .setKeyCertOptions(tls.pem())
        .setEnabledSecureTransportProtocols(TlsIdentity.PROTOCOLS);
    // Costs about a third less than the JDK's own.
    return OpenSSLEngineOptions.isAvailable()
        ? options.setSslEngineOptions(new OpenSSLEngineOptions())
        : options;
  }

  /** Proves itself otherwise to those who connect from now on; who is connected stays. */
  Future<Boolean> renew(TlsIdentity tls) {
    HttpServer showing = server;
    if (showing == null) {
      return Future.succeededFuture(false);
    }
    Future<Boolean> trusting =
        forwarder.map(other -> other.renew(tls)).orElseGet(() -> Future.succeededFuture(true));
    return trusting.compose(_ -> showing.updateSSLOptions(tls.options(), true));
  }

  private void connected(HttpConnection connection) {
    connection.exceptionHandler(GatewayVerticle::broken);
    if (!state.admission().enterConnection()) {
      connection.close();
      return;
    }
    ClientConnection client = new ClientConnection(this, (VertxConnection) connection);
    clients.put(connection, client);
    connection.closeHandler(_ -> {
      clients.remove(connection);
      client.gone();
    });
  }

  private void requested(HttpServerRequest request) {
    ClientConnection client = clients.get(request.connection());
    if (client != null) {
      client.begin(request);
    }
  }

  /** Not periodic: ticks that a busy machine held up would come at once, and count as a stall. */
  private void tickLater() {
    vertx.setTimer(
        state.settings().timeouts().tickMillis(),
        _ -> {
          tick();
          tickLater();
        });
  }

  private void tick() {
    for (ClientConnection client : List.copyOf(clients.values())) {
      client.tick();
    }
    forwarder.ifPresent(Forwarder::look);
  }

  /** Clients reset connections all the time. */
  private static void broken(Throwable cause) {
    log.atDebug().setCause(cause).log("Connection failed");
  }
}
