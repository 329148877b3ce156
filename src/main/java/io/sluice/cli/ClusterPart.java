package io.sluice.cli;

import io.sluice.bus.BusTerms;
import io.sluice.bus.VolumeBus;
import io.sluice.cluster.ClusterNode;
import io.sluice.cluster.Seats;
import io.sluice.config.Settings;
import io.sluice.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes a node a member of a cluster. */
record ClusterPart(ClusterNode node, Seats seats, Vertx vertx, Duration handoverWait)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterPart.class);
  private static final long DISCOVER_MILLIS = 1_000;

  /** The bus by which volumes are asked, wherever their owners are. */
  VolumeBus bus(Settings settings, Duration answerWithin, Duration completeWithin) {
    BusTerms terms =
        new BusTerms(
            answerWithin,
            completeWithin,
            handoverWait,
            settings.limits().maxRequests(),
            Optional.of(ClusterSecrets.of(settings.cluster()).busKey()));
    // A node that fell out is back within that; a client that waits longer waits in vain.
    var patience = new ClusterRoutes.Patience(System::nanoTime, handoverWait.dividedBy(2));
    var routes = new ClusterRoutes(vertx, node, patience);
    VolumeBus bus = new VolumeBus(vertx, terms, routes);
    node.listenGone(bus::nodeGone);
    node.listen(bus::routesChanged);
    return bus;
  }

  /** What this node says of the cluster, kept up to date from now on. */
  ClusterBoard board(Settings settings, Telemetry telemetry) {
    ClusterBoard board = new ClusterBoard(this, settings.cluster(), telemetry);
    vertx.setPeriodic(ClusterBoard.EVERY_MILLIS, tick -> board.look());
    return board;
  }

  /** Follows volumes that other nodes make and remove, from now on. */
  void follow(NodeVolumes volumes) {
    AtomicBoolean looking = new AtomicBoolean();
    vertx.setPeriodic(
        DISCOVER_MILLIS,
        tick -> {
          if (looking.compareAndSet(false, true)) {
            volumes
                .discover(this)
                .onFailure(failure -> log.warn("volumes-root can't be read", failure))
                .onComplete(looked -> looking.set(false));
          }
        });
  }

  /** Tells the others where requests can be sent. */
  void announce(Settings settings, int port) {
    String given = settings.cluster().publicHost();
    boolean any = settings.host().equals("0.0.0.0") || settings.host().equals("::");
    String reachable = given == null ? node.host() : given;
    String scheme = settings.tls().isOn() ? ClusterElsewhere.TLS : "";
    node.announceS3Address(scheme + (any ? reachable : settings.host()) + ":" + port);
  }

  /** Lets the others take the volumes that they can take. */
  Future<Void> handOver() {
    node.announceLeaving();
    return Future.fromCompletionStage(seats.handOver());
  }

  /** Leaves the cluster. */
  @Override
  public void close() {
    seats.close();
    node.close();
  }
}
