package io.sluice.cli;

import io.sluice.bus.OwnerRoutes;
import io.sluice.bus.Route;
import io.sluice.cluster.ClusterNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where commands go, by what the nodes of the cluster announce. */
final class ClusterRoutes implements OwnerRoutes {
  /** Its consumer may not be known everywhere yet when an owner says that it serves. */
  private static final long SAME_AGAIN_MILLIS = 250;

  private final Vertx vertx;
  private final ClusterNode node;
  private final LongSupplier nanoTime;
  private final long graceNanos;
  private volatile @Nullable Long withoutSince;
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

  /** One who waits for a volume's next owner. */
  private record Waiter(String volume, @Nullable Route stale, Promise<Route> promise) {
    // Each waits for itself, whatever others wait for.
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /**
   * How long a node without a majority still hopes for one.
   *
   * @param nanoTime monotonic
   */
  record Patience(LongSupplier nanoTime, Duration grace) {}

  ClusterRoutes(Vertx vertx, ClusterNode node, Patience patience) {
    this.vertx = vertx;
    this.node = node;
    this.nanoTime = patience.nanoTime();
    this.graceNanos = patience.grace().toNanos();
    look();
    node.listen(() -> {
      look();
      waiting.forEach(waiter -> offer(waiter, false));
    });
  }

  @Override
  public String self() {
    return node.view().self();
  }

  @Override
  public boolean isWorthWaiting() {
    Long since = withoutSince;
    return since == null || nanoTime.getAsLong() - since < graceNanos;
  }

  private void look() {
    if (node.view().majority()) {
      withoutSince = null;
    } else if (withoutSince == null) {
      withoutSince = nanoTime.getAsLong();
    }
  }

  @Override
  public @Nullable Route current(String volume) {
    return node.owner(volume).map(owner -> new Route(owner.nodeId(), owner.epoch())).orElse(null);
  }

  @Override
  public Future<Route> after(String volume, @Nullable Route stale, Duration within) {
    Waiter waiter = new Waiter(volume, stale, Promise.promise());
    waiting.add(waiter);
    long timeout =
        vertx.setTimer(
            Math.max(1, within.toMillis()),
            tick -> waiter.promise().tryFail("no node serves the volume " + volume));
    long again =
        vertx.setPeriodic(SAME_AGAIN_MILLIS, SAME_AGAIN_MILLIS, tick -> offer(waiter, true));
    waiter
        .promise()
        .future()
        .onComplete(done -> {
          waiting.remove(waiter);
          vertx.cancelTimer(timeout);
          vertx.cancelTimer(again);
        });
    offer(waiter, false);
    return waiter.promise().future();
  }

  private void offer(Waiter waiter, boolean sameToo) {
    Route route = current(waiter.volume());
    if (route != null && (sameToo || !route.equals(waiter.stale()))) {
      waiter.promise().tryComplete(route);
    }
  }
}
