package io.sluice.cli;

import io.micrometer.core.instrument.Gauge;
import io.sluice.catalog.Catalog;
import io.sluice.catalog.VolumeDefinition;
import io.sluice.files.FileFailure;
import io.sluice.telemetry.NodeHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Volumes whose files don't let them be attached: a pod can put a file or a link where the staging
 * folder belongs, and must not keep the node from serving its other volumes; what was mounted can
 * be taken away. They are tried again until they can be. Requests for them are answered 503
 * meanwhile.
 */
final class LateVolumes {
  private static final Logger log = LoggerFactory.getLogger(LateVolumes.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Catalog catalog;
  private final NodeHealth health;
  private final Function<VolumeDefinition, Future<Void>> attaching;

  /** Why each is late. */
  private final ConcurrentHashMap<String, String> late = new ConcurrentHashMap<>();

  /** The tries at work. */
  private final ConcurrentHashMap<String, Future<Void>> tries = new ConcurrentHashMap<>();

  private volatile boolean closed;

  LateVolumes(NodeParts parts, Function<VolumeDefinition, Future<Void>> attaching) {
    this.vertx = parts.vertx();
    this.catalog = parts.catalog();
    this.health = parts.telemetry().health();
    this.attaching = attaching;
    Gauge.builder("sluice.volumes.not.served", late, Map::size)
        .description("Volumes whose files don't let them be served; /-/ready says why")
        .register(parts.telemetry().meters().registry());
  }

  boolean has(String volume) {
    return late.containsKey(volume);
  }

  /** Those that are tried again. */
  Set<String> names() {
    return Set.copyOf(late.keySet());
  }

  /** Attaches a volume, now or later; fails only by what is no fault of the volume's files. */
  Future<Void> attach(VolumeDefinition volume) {
    return attaching
        .apply(volume)
        .recover(failure -> {
          if (!(failure instanceof FileFailure)) {
            return Future.failedFuture(failure);
          }
          refused(volume, failure);
          return Future.succeededFuture();
        });
  }

  private void refused(VolumeDefinition volume, Throwable failure) {
    String why = FilesFault.text(failure);
    if (!why.equals(late.get(volume.name()))) {
      log.atError()
          .addKeyValue("volume", volume.name())
          .addKeyValue("root", volume.root())
          .setCause(failure instanceof FileFailure ? null : failure)
          .log("can't be attached, tried again until it can: {}", why);
    }
    isLate(volume, why);
    pause(volume);
  }

  private void isLate(VolumeDefinition volume, String why) {
    late.put(volume.name(), why);
    // A warning, no fault: the node's other volumes are to be asked for here.
    health.watch(topic(volume.name()), () -> warning(volume.name()));
  }

  /**
   * Attaches a volume again whose path leads to another directory than the one that is served.
   *
   * @param leaving lets go of that one
   */
  synchronized void replace(VolumeDefinition volume, Supplier<Future<Void>> leaving) {
    if (closed) {
      return;
    }
    isLate(volume, "its path leads to another directory than before");
    log.atWarn()
        .addKeyValue("volume", volume.name())
        .addKeyValue("root", volume.root())
        .log("the path leads to another directory than the one that is served: opened anew");
    Future<Void> left = leaving.get();
    tries.put(volume.name(), left);
    left.onComplete(_ -> again(volume));
  }

  private static String topic(String volume) {
    return "volume." + volume + ".files";
  }

  private String warning(String volume) {
    return "is not served: " + late.get(volume);
  }

  private void pause(VolumeDefinition volume) {
    vertx.setTimer(RETRY.toMillis(), tick -> again(volume));
  }

  private synchronized void again(VolumeDefinition volume) {
    if (closed || catalog.volume(volume.name()) == null) {
      tries.remove(volume.name());
      over(volume.name());
      return;
    }
    Future<Void> attempt = attaching.apply(volume);
    tries.put(volume.name(), attempt);
    attempt.onComplete(
        attached -> {
          over(volume.name());
          tries.remove(volume.name());
          log.atInfo().addKeyValue("volume", volume.name()).log("attached at last");
        },
        failure -> {
          tries.remove(volume.name());
          refused(volume, failure);
        });
  }

  private void over(String volume) {
    late.remove(volume);
    health.forget(topic(volume));
  }

  /** Tries no more; done when no try is at work. */
  synchronized Future<Void> close() {
    closed = true;
    return Future.join(List.copyOf(tries.values())).otherwiseEmpty().mapEmpty();
  }
}
