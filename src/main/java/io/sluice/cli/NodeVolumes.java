package io.sluice.cli;

import io.sluice.bus.VolumeBus;
import io.sluice.bus.VolumeCommand;
import io.sluice.catalog.Catalog;
import io.sluice.catalog.VolumeDefinition;
import io.sluice.cluster.ClusterView;
import io.sluice.cluster.Seats;
import io.sluice.config.Settings;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.operation.BucketLifecycle;
import io.sluice.operation.MountedVolumes;
import io.sluice.telemetry.NodeHealth;
import io.sluice.volume.Tenure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The volumes that this node mounts: attaches and detaches them, at start and while it runs.
 * Without a cluster each is served at once; in one, its seat decides when.
 */
final class NodeVolumes implements BucketLifecycle {
  /** How soon it is noticed that a volume's path leads elsewhere. */
  private static final long LOOK_MILLIS = 2_000;

  private final Vertx vertx;
  private final Settings settings;
  private final Catalog catalog;
  private final VolumeBus bus;
  private final WorkerExecutor workers;
  private final NodeHealth health;
  private final VolumeServing serving;
  private final @Nullable ClusterPart cluster;
  private final LateVolumes late;
  private final MountedVolumes mounts = new MountedVolumes();
  private final ConcurrentHashMap<String, Attached> attached = new ConcurrentHashMap<>();

  /** Volumes of other nodes that were looked for here, whether they were found or not. */
  private final Set<String> looked = ConcurrentHashMap.newKeySet();

  /** Volumes whose path is being looked at. */
  private final Set<String> visited = ConcurrentHashMap.newKeySet();

  /** Volumes that were attached before. */
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** Buckets that are being made or removed here: only who does that attaches or detaches them. */
  private final ConcurrentHashMap<String, Future<Void>> changes = new ConcurrentHashMap<>();

  private final FormerLeases formerLeases = new FormerLeases(System::nanoTime);
  private final List<Runnable> whenGone = new CopyOnWriteArrayList<>();

  /** A mounted volume, and what opens and closes it in a cluster. */
  private record Attached(VolumeServing.Mounted mounted, @Nullable Residence residence) {}

  NodeVolumes(NodeParts parts, VolumeBus bus, VolumeServing serving) {
    this.vertx = parts.vertx();
    this.settings = parts.settings();
    this.catalog = parts.catalog();
    this.health = parts.telemetry().health();
    this.cluster = parts.cluster();
    this.bus = bus;
    this.workers = vertx.createSharedWorkerExecutor("attach", settings.limits().workerThreads());
    this.serving = serving;
    this.late = new LateVolumes(parts, this::attach);
  }

  MountedVolumes mounts() {
    return mounts;
  }

  /** Attaches every volume of the catalogue, but those whose files don't let it: these later. */
  Future<Void> attachAll() {
    return Future.all(catalog.volumes().stream().map(late::attach).toList())
        .onSuccess(_ -> vertx.setPeriodic(LOOK_MILLIS, _ -> lookAtRoots()))
        .mapEmpty();
  }

  private Future<Void> attach(VolumeDefinition definition) {
    return blocking(() -> mounted(definition))
        .compose(mounted -> cluster == null ? own(mounted) : strive(mounted, cluster));
  }

  private VolumeServing.Mounted mounted(VolumeDefinition definition) throws Exception {
    if (mustHaveBeenServed(definition.name()) && !VolumeRoot.wasServed(definition.root())) {
      // Such as the empty place of a file system that is not mounted now.
      throw new FileFailure(
          Errno.ENOENT, "look for .s3compat_uploads in", definition.root().toString());
    }
    VolumeRoot root = VolumeRoot.open(definition.root(), VolumeTerms.files(definition.settings()));
    boolean kept = false;
    try {
      root.claim(cluster != null);
      if (cluster == null) {
        formerLeases.check(definition.name(), root);
      }
      kept = true;
      return new VolumeServing.Mounted(definition, root);
    } finally {
      if (!kept) {
        root.close();
      }
    }
  }

  /** Whether what is at a volume's path must have been served: here before, or by others now. */
  private boolean mustHaveBeenServed(String volume) {
    if (changes.containsKey(volume)) {
      return false; // It is being made.
    }
    return known.contains(volume) || (cluster != null && isMountedBeside(cluster, volume));
  }

  private static boolean isMountedBeside(ClusterPart part, String volume) {
    ClusterView view = part.node().view();
    return view.nodes().stream()
        .anyMatch(node -> !node.id().equals(view.self()) && node.volumes().contains(volume));
  }

  private Future<Void> own(VolumeServing.Mounted mounted) {
    return serving
        .open(mounted, Tenure.ALONE)
        .onSuccess(open -> add(new Attached(mounted, null)))
        .onFailure(failure -> mounted.root().close());
  }

  private Future<Void> strive(VolumeServing.Mounted mounted, ClusterPart part) {
    Residence residence = new Residence(mounted, part, serving, health);
    add(new Attached(mounted, residence));
    part.seats().add(mounted.name(), new VolumeLeases(mounted.root().documents()), residence);
    return Future.succeededFuture();
  }

  /** Opens those volumes anew whose path leads to another directory than the one served. */
  private void lookAtRoots() {
    attached.forEach((name, volume) -> {
      if (visited.add(name)) {
        serving
            .isInPlace(volume.mounted())
            .onSuccess(inPlace -> {
              if (!inPlace && volume.equals(attached.get(name))) {
                late.replace(volume.mounted().definition(), () -> replaced(volume));
              }
            })
            .onComplete(_ -> visited.remove(name));
      }
    });
  }

  private Future<Void> replaced(Attached volume) {
    boolean ours = attached.remove(volume.mounted().name(), volume);
    return ours ? leave(volume) : Future.succeededFuture();
  }

  private void add(Attached volume) {
    known.add(volume.mounted().name());
    attached.put(volume.mounted().name(), volume);
    mounts.add(volume.mounted().name(), volume.mounted().root());
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
    return inTurn(bucket, () -> blocking(() -> catalog.create(bucket)).compose(this::attachMade));
  }

  /** A directory that can't be served, such as on a full disk, is no bucket. */
  private Future<Void> attachMade(VolumeDefinition made) {
    return attach(made)
        .recover(failure ->
            remove(made.name()).transform(_ -> Future.<Void>failedFuture(refusal(failure))));
  }

  private static Throwable refusal(Throwable failure) {
    return failure instanceof FileFailure reason ? FileRefusals.of(reason).asException() : failure;
  }

  /** Makes and removes a bucket one after the other, each from what the one before has left. */
  private Future<Void> inTurn(String bucket, Supplier<Future<Void>> change) {
    Promise<Void> done = Promise.promise();
    Future<Void> mark = done.future();
    Future<Void> before = changes.put(bucket, mark);
    return (before == null ? Future.<Void>succeededFuture() : before.otherwiseEmpty())
        .compose(_ -> change.get())
        .onComplete(result -> {
          changes.remove(bucket, mark);
          done.handle(result);
        });
  }

  /** Does something each time that volumes were removed from the catalogue and let go of. */
  void whenGone(Runnable action) {
    whenGone.add(action);
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return workers.executeBlocking(work, false).map(result -> Objects.requireNonNull(result));
  }

  @Override
  public Future<Void> delete(String bucket) {
    return inTurn(bucket, () -> deleted(bucket));
  }

  private Future<Void> deleted(String bucket) {
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
        .onSuccess(_ -> whenGone.forEach(Runnable::run))
        .mapEmpty();
  }

  /** A volume that turned out not to be empty goes on being served. */
  private Future<Void> attachAgain(VolumeDefinition definition, Throwable failure) {
    String name = definition.name();
    if (attached.containsKey(name) || late.has(name) || catalog.volume(name) == null) {
      return Future.failedFuture(failure);
    }
    return late.attach(definition).transform(again -> Future.failedFuture(failure));
  }

  private Future<Void> detach(String bucket) {
    @Nullable Attached gone = attached.remove(bucket);
    known.remove(bucket);
    return gone == null ? Future.succeededFuture() : leave(gone);
  }

  private Future<Void> leave(Attached gone) {
    String name = gone.mounted().name();
    mounts.remove(name);
    return closed(gone)
        .compose(closed ->
            blocking(() -> {
              gone.mounted().root().close();
              return name;
            }))
        .mapEmpty();
  }

  private Future<Void> closed(Attached gone) {
    Residence residence = gone.residence();
    if (residence == null || cluster == null) {
      return serving.close(gone.mounted().name());
    }
    Seats seats = cluster.seats();
    return Future.fromCompletionStage(seats.remove(gone.mounted().name()))
        .compose(left -> residence.closed());
  }

  /**
   * Looks at volumes-root again when another node announces a volume that is unknown here, or one
   * of this node's does not answer: it was made or removed there.
   */
  Future<Void> discover(ClusterPart part) {
    Set<String> announced =
        part.node().view().nodes().stream()
            .flatMap(node -> node.volumes().stream())
            .collect(Collectors.toSet());
    looked.retainAll(announced); // One that comes back is another: it is looked for again.
    boolean unknown =
        announced.stream().anyMatch(volume -> isUnknown(volume) && looked.add(volume));
    // One whose directory is gone was removed by another node, when nobody else has it either.
    boolean removed = late.names().stream().anyMatch(volume -> !announced.contains(volume));
    if (!unknown && !removed && part.seats().hanging().isEmpty()) {
      return Future.succeededFuture();
    }
    return blocking(
            () -> {
              catalog.refresh();
              return catalog;
            })
        .compose(refreshed -> follow());
  }

  private boolean isUnknown(String volume) {
    return !attached.containsKey(volume) && !changes.containsKey(volume);
  }

  private Future<Void> follow() {
    List<Future<Void>> moves = new ArrayList<>();
    for (VolumeDefinition volume : catalog.volumes()) {
      if (isUnknown(volume.name()) && !late.has(volume.name())) {
        moves.add(late.attach(volume));
      }
    }
    for (String volume : attached.keySet()) {
      if (catalog.volume(volume) == null && !changes.containsKey(volume)) {
        looked.remove(volume);
        moves.add(detach(volume));
      }
    }
    known.removeIf(volume -> catalog.volume(volume) == null);
    return Future.all(moves).onComplete(_ -> whenGone.forEach(Runnable::run)).mapEmpty();
  }

  /** Gives all volumes what can be changed of their settings while they are served. */
  void retune(Settings changed) {
    serving.retune(changed);
  }

  /** Lets go of all volumes, cleanly. */
  Future<Void> detachAll() {
    return late.close()
        .compose(_ -> Future.join(attached.keySet().stream().map(this::detach).toList()))
        .onComplete(detached -> serving.shutdown())
        .mapEmpty();
  }
}
