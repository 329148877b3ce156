package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexFailure;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import io.sluice.model.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One volume in the hands of its owner: its tree, its index, and what carries out its commands. */
public final class OwnedVolume implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OwnedVolume.class);

  private final VolumeSpec spec;
  private final VolumeIndex index;
  private final Workings workings;
  private final UploadRecovery uploads;
  private final CommandTable commands;
  private final StagingJanitor janitor;
  private final UnlistedNames unlisted;
  private @Nullable BackgroundJobs background;

  private OwnedVolume(VolumeSpec spec, Workings workings, Listing listing, UploadFiles files) {
    this.spec = spec;
    this.index = workings.index();
    this.workings = workings;
    this.uploads = new UploadRecovery(workings, files);
    this.commands = new CommandTable(workings, listing.pages(), files);
    this.janitor = new StagingJanitor(spec, workings.clock(), files, commands.uploads());
    this.unlisted = listing.unlisted();
  }

  /** What decides about time and chance. */
  public record Chances(InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {}

  /**
   * Takes a volume over: opens its index, or makes it anew when it is damaged or another tree's,
   * sweeps what a crash left in staging, and takes up the uploads under way. Blocks.
   *
   * @throws IndexFailure when the index is in use, or of a newer format: that is never deleted
   */
  public static OwnedVolume open(VolumeSpec spec, VolumeRoot root, Chances chances)
      throws IndexFailure, FileFailure, IOException {
    return open(spec, root, chances, Tenure.ALONE);
  }

  /** The same on a node of a cluster: fences former owners off before anything else. */
  public static OwnedVolume open(VolumeSpec spec, VolumeRoot root, Chances chances, Tenure tenure)
      throws IndexFailure, FileFailure, IOException {
    VolumeIndex index = openIndex(spec, rootInode(root));
    try {
      OwnedVolume volume = build(spec, root, index, new Holding(chances, tenure));
      volume.recover();
      return volume;
    } catch (FileFailure | RuntimeException failure) {
      index.close();
      throw failure;
    }
  }

  private static long rootInode(VolumeRoot root) throws FileFailure {
    FileStatus status = root.status(ObjectKey.ROOT);
    return status == null ? 0 : status.identity().inode();
  }

  private static VolumeIndex openIndex(VolumeSpec spec, long rootInode)
      throws IndexFailure, IOException {
    Path directory = spec.indexDirectory();
    try {
      VolumeIndex index = VolumeIndex.open(directory, spec.index());
      if (index.belongsTo(rootInode)) {
        return index;
      }
      index.close();
      log.atWarn()
          .addKeyValue("volume", spec.name())
          .log("the index is another tree's: rebuilding");
    } catch (IndexFailure failure) {
      if (failure.kind() != IndexFailure.Kind.DAMAGED) {
        throw failure;
      }
      log.atWarn()
          .addKeyValue("volume", spec.name())
          .setCause(failure)
          .log("the index is damaged: rebuilding");
    }
    VolumeIndex.destroy(directory);
    VolumeIndex index = VolumeIndex.open(directory, spec.index());
    index.belongsTo(rootInode);
    return index;
  }

  private record Holding(Chances chances, Tenure tenure) {}

  private static OwnedVolume build(
      VolumeSpec spec, VolumeRoot root, VolumeIndex index, Holding holding) {
    Chances chances = holding.chances();
    Listing listing =
        Listing.of(
            root, index, spec.listing(), new Listing.Clocks(chances.clock(), chances.nanoTime()));
    TreeLocks trees = new TreeLocks();
    Workings workings =
        new Workings(
            root,
            index,
            listing.freshener(),
            listing.updates(),
            new KeyLocks(),
            trees,
            new Publisher(root, listing.updates(), trees),
            new SpaceLedger(root, new UsageMeter(index), spec),
            chances.clock(),
            chances.random(),
            holding.tenure());
    return new OwnedVolume(spec, workings, listing, new UploadFiles(root.staging()));
  }

  private void recover() throws FileFailure {
    int swept = workings.root().staging().sweepBodies();
    if (swept > 0) {
      log.atInfo()
          .addKeyValue("volume", spec.name())
          .addKeyValue("files", swept)
          .log("swept unfinished bodies from staging");
    }
    uploads.recover();
  }

  Workings workings() {
    return workings;
  }

  public String name() {
    return spec.name();
  }

  /** The right by which this node owns it. */
  public Tenure tenure() {
    return workings.tenure();
  }

  /** Names in directories read so far that can't be keys because they aren't UTF-8. */
  public long namesNotUtf8() {
    return unlisted.total();
  }

  /** What its files add up to, as far as the index knows them. */
  public Usage usage() {
    return index.usage(ObjectKey.ROOT);
  }

  /** Bytes of acknowledged parts of uploads under way. */
  public long stagedBytes() {
    return workings.space().stagedBytes();
  }

  /** What other programs left in the staging folder, as last counted; nothing before that. */
  public Strangers strangers() {
    return janitor.strangers();
  }

  StagingJanitor janitor() {
    return janitor;
  }

  UploadStates uploadStates() {
    return commands.states();
  }

  /**
   * Begins the work that goes on beside commands. Ends with {@link #close}.
   *
   * @param threads shared with other volumes; outlives this volume
   */
  public synchronized void startBackground(ScheduledExecutorService threads) {
    background = new BackgroundJobs(spec.name(), threads);
    background.start(janitor);
  }

  /** Carries out one command; blocks. Thrown exceptions are faults, not answers. */
  public VolumeReply answer(VolumeCommand<?> command) {
    return commands.answer(command);
  }

  /** What has to be done now and then: forgets how uploads ended long ago. Blocks. */
  public void maintain() throws FileFailure {
    uploads.expireAnswers();
  }

  @Override
  public synchronized void close() {
    if (background != null) {
      background.close();
    }
    commands.close();
    index.close();
  }
}
