package io.sluice.cli;

import io.sluice.cluster.Move;
import io.sluice.cluster.Occupant;
import io.sluice.cluster.Tenancy;
import io.sluice.telemetry.NodeHealth;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One volume on a node of a cluster: opened when it is gained, closed when it goes. Openings and
 * closings queue up, since an index can be opened only when it has really been closed.
 */
final class Residence implements Occupant {
  private static final Logger log = LoggerFactory.getLogger(Residence.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final VolumeServing.Mounted volume;
  private final ClusterPart cluster;
  private final VolumeServing serving;
  private final NodeHealth health;
  private Future<Void> queue = Future.succeededFuture();
  private @Nullable Tenancy current;

  Residence(
      VolumeServing.Mounted volume, ClusterPart cluster, VolumeServing serving, NodeHealth health) {
    this.volume = volume;
    this.cluster = cluster;
    this.serving = serving;
    this.health = health;
  }

  @Override
  public synchronized void gained(Tenancy tenancy) {
    cluster.node().moved(tenancy, Move.Kind.GAINED);
    current = tenancy;
    queue = queue.transform(before -> open(tenancy));
  }

  /** Tries for as long as this node has the volume. */
  private Future<Void> open(Tenancy tenancy) {
    if (!isCurrent(tenancy)) {
      return Future.succeededFuture();
    }
    return serving
        .open(volume, new ClusterTenure(tenancy))
        .onSuccess(open -> opened(tenancy))
        .recover(failure -> {
          failed(tenancy, failure);
          return pause().compose(paused -> open(tenancy));
        });
  }

  private synchronized void failed(Tenancy tenancy, Throwable failure) {
    log.atError().addKeyValue("volume", volume.name()).setCause(failure).log("can't open");
    cluster.seats().unfit(volume.name());
    if (tenancy == current) {
      health.fault(topic(), "can't be opened: " + failure.getMessage());
    }
  }

  private String topic() {
    return "volume." + volume.name();
  }

  private synchronized void opened(Tenancy tenancy) {
    health.recovered(topic());
    if (tenancy == current) {
      cluster.seats().serves(tenancy);
    }
  }

  private Future<Void> pause() {
    Promise<Void> over = Promise.promise();
    cluster.vertx().setTimer(RETRY.toMillis(), tick -> over.complete());
    return over.future();
  }

  private synchronized boolean isCurrent(Tenancy tenancy) {
    return tenancy == current;
  }

  @Override
  public CompletableFuture<Void> release(Tenancy tenancy) {
    cluster.node().moved(tenancy, Move.Kind.RELEASED);
    long wait = cluster.handoverWait().toMillis();
    // Longer commands than that end without an answer: this node's time is over by then.
    return close(tenancy)
        .toCompletionStage()
        .toCompletableFuture()
        .completeOnTimeout(null, wait, TimeUnit.MILLISECONDS);
  }

  @Override
  public void lost(Tenancy tenancy) {
    cluster.node().moved(tenancy, Move.Kind.LOST);
    close(tenancy)
        .onFailure(failure ->
            log.atWarn().addKeyValue("volume", volume.name()).setCause(failure).log("not closed"));
  }

  private synchronized Future<Void> close(Tenancy tenancy) {
    current = null;
    health.recovered(topic()); // Nobody would take it back who does not have the volume.
    cluster.seats().servesNoMore(tenancy);
    queue = queue.transform(before -> serving.close(volume.name()));
    return queue;
  }

  /** Done when nothing of the volume is open. */
  synchronized Future<Void> closed() {
    return queue.otherwiseEmpty();
  }
}
