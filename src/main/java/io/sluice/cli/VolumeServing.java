package io.sluice.cli;

import io.sluice.bus.VolumeBus;
import io.sluice.catalog.VolumeDefinition;
import io.sluice.config.Settings;
import io.sluice.config.VolumeSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.operation.VolumeLanes;
import io.sluice.telemetry.Telemetry;
import io.sluice.volume.HashShare;
import io.sluice.volume.OwnedVolume;
import io.sluice.volume.Tenure;
import io.sluice.volume.VolumeVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What serves the volumes that this node owns: their indexes, consumers, background work, gauges.
 */
final class VolumeServing {
  private final Vertx vertx;

  /** Of no verticle: one that the gateway's deploys, to make a bucket, would end with it. */
  private final Context apart;

  private final Settings settings;
  private final Telemetry telemetry;
  private final VolumeBus bus;
  private final VolumeLanes lanes;
  private final OwnedVolume.Chances chances;
  private final ScheduledExecutorService background;
  private final HashShare hashing;
  private final VolumeGauges gauges;
  private final ConcurrentHashMap<String, Served> served = new ConcurrentHashMap<>();
  private volatile Settings current;

  /** What serves one volume, in the order in which it is closed. */
  private record Served(
      String deploymentId,
      VolumeRoot root,
      OwnedVolume volume,
      VolumeLanes.Lane lane,
      long maintenanceTimer,
      HashMeters hashMeters) {}

  /** A volume and its tree. */
  record Mounted(VolumeDefinition definition, VolumeRoot root) {
    String name() {
      return definition.name();
    }
  }

  VolumeServing(NodeParts parts, VolumeBus bus, VolumeLanes lanes, OwnedVolume.Chances chances) {
    this.vertx = parts.vertx();
    this.apart = vertx.getOrCreateContext();
    this.settings = parts.settings();
    this.telemetry = parts.telemetry();
    this.gauges = new VolumeGauges(telemetry.meters().registry());
    this.bus = bus;
    this.lanes = lanes;
    this.chances = chances;
    this.background =
        Executors.newScheduledThreadPool(
            settings.background().threads(),
            Thread.ofPlatform().daemon().name("background-", 0).factory());
    this.hashing = VolumeTerms.hashShare(settings.background());
    this.current = settings;
  }

  /** Opens a volume's index and answers its commands; when that fails, nothing is left open. */
  Future<Void> open(Mounted mounted, Tenure tenure) {
    return blocking(mounted, () -> opened(mounted, tenure))
        .compose(volume ->
            serve(mounted, volume)
                .recover(failure ->
                    blocking(mounted, () -> closed(volume))
                        .compose(closed -> Future.failedFuture(failure))));
  }

  private OwnedVolume opened(Mounted mounted, Tenure tenure) throws Exception {
    VolumeRoot root = mounted.root();
    var spec = VolumeTerms.spec(mounted.definition(), settings, root.capabilities());
    return OwnedVolume.open(spec, root, chances, tenure);
  }

  private Future<Void> serve(Mounted mounted, OwnedVolume volume) {
    // Not all that the node may have at work: a volume that hangs must leave some to others.
    int most = Math.max(1, settings.limits().maxRequests() / 2);
    var lane = lanes.of(mounted.name());
    var verticle = new VolumeVerticle(volume, bus, lane::run, most);
    Promise<String> deployed = Promise.promise();
    apart.runOnContext(_ -> vertx.deployVerticle(verticle).onComplete(deployed));
    return deployed
        .future()
        .onSuccess(deploymentId -> {
          volume.startBackground(background, settings.background().threads());
          volume.startHashing(hashing, VolumeTerms.hashing(mounted.definition().settings()));
          HashMeters meters = new HashMeters(telemetry.meters().registry(), volume);
          long timer =
              vertx.setPeriodic(VolumeTerms.MAINTENANCE.toMillis(), tick -> maintain(volume, lane));
          Served now = new Served(deploymentId, mounted.root(), volume, lane, timer, meters);
          served.put(mounted.name(), now);
          maintain(volume, lane);
          tune(now);
          gauges.add(volume);
          telemetry.health().watch(topic(mounted.name()) + ".index", volume::indexTrouble);
          telemetry
              .status()
              .put(
                  topic(mounted.name()),
                  () -> VolumeTerms.status(mounted.definition(), mounted.root(), volume));
        })
        .mapEmpty();
  }

  private static String topic(String volume) {
    return "volume." + volume;
  }

  private void maintain(OwnedVolume volume, VolumeLanes.Lane lane) {
    lane.run(
            () -> {
              volume.maintain();
              return volume.name();
            })
        .onSuccess(name -> telemetry.health().recovered(topic(name)))
        .onFailure(failure -> {
          // One that was closed meanwhile has no health, and nobody would take the fault back.
          if (served(volume.name()) == volume) {
            telemetry.health().fault(topic(volume.name()), String.valueOf(failure.getMessage()));
          }
        });
  }

  /** A volume that is served here, null when none of that name is. */
  @Nullable OwnedVolume served(String volume) {
    Served found = served.get(volume);
    return found == null ? null : found.volume();
  }

  /** Gives all volumes what can be changed of their settings while they are served. */
  void retune(Settings changed) {
    current = changed;
    served.values().forEach(this::tune);
  }

  private void tune(Served found) {
    VolumeSettings tuned = current.volumeSettings(found.volume().name());
    found.volume().retune(VolumeTerms.tuning(tuned, settings, found.root().capabilities()));
    found.volume().retuneHashing(VolumeTerms.hashing(tuned));
  }

  /** Takes no more commands, ends those at work, and closes the index. */
  Future<Void> close(String volume) {
    Served gone = served.remove(volume);
    if (gone == null) {
      return Future.succeededFuture();
    }
    telemetry.status().remove(topic(volume));
    telemetry.health().recovered(topic(volume));
    telemetry.health().forget(topic(volume) + ".index");
    gauges.remove(volume);
    vertx.cancelTimer(gone.maintenanceTimer());
    gone.hashMeters().close();
    return vertx
        .undeploy(gone.deploymentId())
        .compose(stopped -> gone.lane().run(() -> closed(gone.volume())))
        .mapEmpty();
  }

  private static String closed(OwnedVolume volume) {
    volume.close();
    return volume.name();
  }

  /** Whether a volume's path still leads to its tree. */
  Future<Boolean> isInPlace(Mounted mounted) {
    return blocking(mounted, () -> mounted.root().isAt(mounted.definition().root()));
  }

  private <T> Future<T> blocking(Mounted mounted, Callable<T> work) {
    return lanes.of(mounted.name()).run(work);
  }

  /** Ends the background work and the lanes; all volumes must be closed. */
  void shutdown() {
    lanes.close();
    background.shutdown();
    hashing.threads().shutdown();
  }
}
