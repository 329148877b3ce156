package io.sluice.http;

import io.sluice.operation.VolumeLanes;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: one verticle an event loop, all on one port, and the threads that do what may
 * block.
 *
 * <p>The Vert.x it runs on should prefer the native transport ({@code
 * VertxOptions.setPreferNativeTransport(true)}); with epoll, ranges of files in memory go to the
 * socket without being copied.
 */
public final class HttpGateway {
  private static final Logger log = LoggerFactory.getLogger(HttpGateway.class);

  private final GatewayState state;
  private final String deploymentId;
  private final List<GatewayVerticle> verticles;
  private final int port;
  private @Nullable Future<Void> closing;

  private HttpGateway(GatewayState state, String deploymentId, List<GatewayVerticle> verticles) {
    this.state = state;
    this.deploymentId = deploymentId;
    this.verticles = verticles;
    this.port = verticles.getFirst().port();
  }

  /** Starts listening; fails when the address can't be bound. */
  public static Future<HttpGateway> start(Vertx vertx, HttpSettings settings, GatewayParts parts) {
    // What waits here was admitted, and is refused nothing more.
    var terms = new VolumeLanes.Terms(settings.workers(), Duration.ZERO, parts.nanoClock());
    var lanes = new VolumeLanes("http", terms, parts.volumes());
    GatewayState state =
        new GatewayState(vertx, settings, parts, lanes, new Admission(settings.limits()));
    // A negative number stands for one port that the system picks for all who give the same.
    int port = settings.port() == 0 ? parts.ids().sharedPort() : settings.port();
    List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();
    return vertx
        .deployVerticle(
            () -> {
              GatewayVerticle verticle = new GatewayVerticle(state, port);
              verticles.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(settings.instances()))
        .map(id -> new HttpGateway(state, id, List.copyOf(verticles)))
        .onFailure(_ -> lanes.close());
  }

  /** The port that clients connect to. */
  public int port() {
    return port;
  }

  /**
   * Shows another certificate to those who connect from now on; connections that are open stay.
   * Only for a gateway that was started with TLS.
   */
  public Future<Void> renew(TlsIdentity tls) {
    return Future.all(verticles.stream().map(verticle -> verticle.renew(tls)).toList()).mapEmpty();
  }

  /** Some volumes are no more: lets go of what was kept for them. */
  public void forgetGone() {
    state.lanes().forgetGone();
  }

  /** How many requests are at work now. */
  public int requests() {
    return state.admission().requests();
  }

  /** How many body bytes wait in memory now. */
  public long queuedBodyBytes() {
    return state.admission().queuedBytes();
  }

  /** What bodies that are gathered whole take of the memory for them. */
  public long gatheredBodyBytes() {
    return state.admission().gatheredBytes();
  }

  /**
   * Stops accepting, lets running requests end within the drain deadline, then closes. Closing
   * again gives the same future.
   */
  public synchronized Future<Void> close() {
    if (closing == null) {
      closing =
          state
              .vertx()
              .undeploy(deploymentId)
              .onComplete(_ -> {
                state.lanes().close();
                tellOfCuts();
              });
    }
    return closing;
  }

  private void tellOfCuts() {
    int requests = verticles.stream().mapToInt(GatewayVerticle::requestsCutOff).sum();
    if (requests > 0) {
      log.atWarn()
          .addKeyValue("requests", requests)
          .addKeyValue("drainMillis", state.settings().timeouts().drainMillis())
          .log("requests that did not end within the drain timeout were cut off");
    }
  }
}
