package io.sluice.cli;

import io.sluice.bus.VolumeBus;
import io.sluice.bus.VolumeCommand;
import io.sluice.catalog.Catalog;
import io.sluice.catalog.VolumeDefinition;
import io.sluice.config.Settings;
import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.operation.BucketLifecycle;
import io.sluice.operation.MountedVolumes;
import io.sluice.telemetry.Telemetry;
import io.sluice.volume.OwnedVolume;
import io.sluice.volume.VolumeVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The volumes that this node serves: attaches and detaches them, at start and while it runs. */
final class NodeVolumes implements BucketLifecycle {
  private final Vertx vertx;
  private final Settings settings;
  private final Catalog catalog;
  private final VolumeBus bus;
  private final WorkerExecutor workers;
  private final Telemetry telemetry;
  private final OwnedVolume.Chances chances;
  private final ScheduledExecutorService background;
  private final VolumeGauges gauges;
  private final MountedVolumes mounts = new MountedVolumes();
  private final ConcurrentHashMap<String, Attached> attached = new ConcurrentHashMap<>();

  /** What serves one volume, in the order in which it is closed. */
  private record Attached(
      String deploymentId, OwnedVolume volume, VolumeRoot root, long maintenanceTimer) {}

  NodeVolumes(NodeParts parts, VolumeBus bus, WorkerExecutor workers, OwnedVolume.Chances chances) {
    this.vertx = parts.vertx();
    this.settings = parts.settings();
    this.catalog = parts.catalog();
    this.telemetry = parts.telemetry();
    this.gauges = new VolumeGauges(telemetry.meters().registry());
    this.bus = bus;
    this.workers = workers;
    this.chances = chances;
    this.background =
        Executors.newScheduledThreadPool(
            settings.background().threads(),
            Thread.ofPlatform().daemon().name("background-", 0).factory());
  }

  MountedVolumes mounts() {
    return mounts;
  }

  /** Serves every volume of the catalogue. */
  Future<Void> attachAll() {
    return Future.all(catalog.volumes().stream().map(this::attach).toList()).mapEmpty();
  }

  private Future<Void> attach(VolumeDefinition definition) {
    return blocking(() -> open(definition)).compose(opened -> serve(definition, opened));
  }

  private record Opened(VolumeRoot root, OwnedVolume volume) {}

  private Opened open(VolumeDefinition definition) throws Exception {
    VolumeRoot root = VolumeRoot.open(definition.root(), VolumeTerms.files(definition.settings()));
    try {
      var spec = VolumeTerms.spec(definition, settings, root.capabilities());
      OwnedVolume volume = OwnedVolume.open(spec, root, chances);
      return new Opened(root, volume);
    } catch (Exception failure) {
      root.close();
      throw failure;
    }
  }

  private Future<Void> serve(VolumeDefinition definition, Opened opened) {
    String name = definition.name();
    var verticle =
        new VolumeVerticle(opened.volume(), bus, workers, settings.limits().maxRequests());
    return vertx
        .deployVerticle(verticle)
        .onSuccess(deploymentId -> {
          opened.volume().startBackground(background);
          maintain(opened.volume());
          long timer =
              vertx.setPeriodic(
                  VolumeTerms.MAINTENANCE.toMillis(), tick -> maintain(opened.volume()));
          attached.put(name, new Attached(deploymentId, opened.volume(), opened.root(), timer));
          mounts.add(name, opened.root());
          gauges.add(opened.volume());
          telemetry
              .status()
              .put(
                  "volume." + name,
                  () -> VolumeTerms.status(definition, opened.root(), opened.volume()));
        })
        .mapEmpty();
  }

  private void maintain(OwnedVolume volume) {
    workers
        .executeBlocking(
            () -> {
              volume.maintain();
              return volume.name();
            },
            false)
        .onSuccess(name -> telemetry.health().recovered("volume." + name))
        .onFailure(failure ->
            telemetry
                .health()
                .fault("volume." + volume.name(), String.valueOf(failure.getMessage())));
  }

  /** What a volume, or a prefix of it, adds up to: for the management port. */
  Future<Map<String, Object>> usage(String volume, String prefix) {
    return catalog.volume(volume) == null
        ? Future.failedFuture(
            Refusal.exception(Reason.NO_SUCH_BUCKET, "there is no volume '" + volume + "' here"))
        : bus.ask(new VolumeCommand.Usage(volume, ObjectKey.of(prefix))).map(VolumeGauges::shown);
  }

  @Override
  public Future<Void> create(String bucket) {
    return blocking(() -> catalog.create(bucket)).compose(this::attach);
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return workers.executeBlocking(work, false).map(result -> Objects.requireNonNull(result));
  }

  @Override
  public Future<Void> delete(String bucket) {
    VolumeDefinition definition = catalog.volume(bucket);
    if (definition == null || !definition.removable()) {
      // The catalogue says why.
      return remove(bucket);
    }
    return bus.ask(new VolumeCommand.CheckEmpty(bucket))
        .compose(emptiness ->
            emptiness.isEmpty()
                ? detach(bucket).compose(gone -> remove(bucket))
                : Future.<Void>failedFuture(
                    Refusal.exception(
                        Reason.BUCKET_NOT_EMPTY, "The bucket you tried to delete is not empty.")))
        .recover(failure -> attachAgain(definition, failure));
  }

  private Future<Void> remove(String bucket) {
    return blocking(
            () -> {
              catalog.remove(bucket);
              VolumeIndex.destroy(VolumeTerms.indexDirectory(settings, bucket));
              return bucket;
            })
        .mapEmpty();
  }

  /** A volume that turned out not to be empty goes on being served. */
  private Future<Void> attachAgain(VolumeDefinition definition, Throwable failure) {
    if (attached.containsKey(definition.name()) || catalog.volume(definition.name()) == null) {
      return Future.failedFuture(failure);
    }
    return attach(definition).transform(again -> Future.failedFuture(failure));
  }

  private Future<Void> detach(String bucket) {
    @Nullable Attached gone = attached.remove(bucket);
    if (gone == null) {
      return Future.succeededFuture();
    }
    mounts.remove(bucket);
    telemetry.status().remove("volume." + bucket);
    gauges.remove(bucket);
    vertx.cancelTimer(gone.maintenanceTimer());
    return vertx
        .undeploy(gone.deploymentId())
        .compose(stopped ->
            blocking(() -> {
              gone.volume().close();
              gone.root().close();
              return bucket;
            }))
        .mapEmpty();
  }

  /** Lets go of all volumes, cleanly. */
  Future<Void> detachAll() {
    return Future.all(attached.keySet().stream().map(this::detach).toList())
        .onComplete(detached -> background.shutdown())
        .mapEmpty();
  }
}
