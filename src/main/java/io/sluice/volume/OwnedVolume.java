package io.sluice.volume;

import io.sluice.bus.PreparedPut;
import io.sluice.bus.ShortPut;
import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexFailure;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Usage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One volume in the hands of its owner: its tree, its index, and what carries out its commands. */
public final class OwnedVolume implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OwnedVolume.class);

  /** How many write buffers an index in memory may fill before it begins anew. */
  private static final int BUFFERS_IN_MEMORY = 4;

  private final VolumeSpec spec;
  private final VolumeIndex index;
  private final Workings workings;
  private final UploadRecovery uploads;
  private final CommandTable commands;
  private final StagingJanitor janitor;
  private final Listing listing;
  private final AtomicReference<VolumeTuning> tuning;
  private final FileClock fileClock;
  private final Crawl crawl;
  private final IndexRenewal renewal;
  private final IndexRestore restore;
  private final IndexBackup backup;
  private final IndexVerifications verifications;
  private final @Nullable SidecarSweep sidecars;
  private @Nullable BackgroundJobs background;
  private boolean backsUp;

  private OwnedVolume(VolumeSpec spec, Workings workings, Watching watching, long rootInode) {
    this.spec = spec;
    this.index = workings.index();
    this.workings = workings;
    this.listing = watching.listing();
    UploadFiles files = new UploadFiles(workings.root().staging(), workings.tenure());
    this.uploads = new UploadRecovery(workings, files);
    this.commands = new CommandTable(workings, listing, files);
    var patient = new PatientClock(workings.clock(), watching.clocks().nanoTime());
    this.janitor = new StagingJanitor(spec, patient, files, commands.uploads());
    this.tuning = watching.tuning();
    this.fileClock = watching.fileClock();
    this.crawl = Crawl.of(workings, listing, tuning::get, watching.clocks());
    listing.hashing().defer(crawl::hasHeadStart);
    listing.hints().tune(tuning.get().crawl().watch());
    var terms =
        new IndexRenewal.Terms(
            spec.name(),
            rootInode,
            workings.root().capabilities().userAttributes(),
            spec.index().writeBufferBytes() * BUFFERS_IN_MEMORY,
            watching.clocks().nanoTime());
    this.renewal = new IndexRenewal(terms, index, listing.guard(), uploads);
    var subject = new IndexBackup.Subject(spec.name(), terms.rootInode(), spec.backup());
    var backups = new Backups(workings.root(), workings.random(), spec.backup().epoch());
    this.restore = new IndexRestore(subject, index, backups, renewal);
    this.backup = new IndexBackup(subject, index, backups, workings.clock(), restore);
    this.verifications = new IndexVerifications(workings);
    this.sidecars = SidecarSweep.of(workings, spec, watching.clocks().nanoTime());
  }

  /** What keeps the index true, and by which settings. */
  private record Watching(
      Listing listing,
      AtomicReference<VolumeTuning> tuning,
      Listing.Clocks clocks,
      FileClock fileClock) {}

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
    if (tenure.isShared()) {
      root.staging().fence(tenure.epoch(), tenure::prove);
    }
    long rootInode = rootInode(root);
    IndexOpening opening = IndexOpening.of(spec, rootInode);
    boolean opened = false;
    try {
      OwnedVolume volume =
          build(spec, root, new Ground(opening.index(), rootInode, tenure), chances);
      volume.begin(opening.trouble());
      opened = true;
      return volume;
    } finally {
      if (!opened) {
        IndexOpening.close(opening.index());
      }
    }
  }

  private static long rootInode(VolumeRoot root) throws FileFailure {
    FileStatus status = root.status(ObjectKey.ROOT);
    return status == null ? 0 : status.identity().inode();
  }

  /** An index, the inode of the root of its tree, and by what right this node owns it. */
  private record Ground(VolumeIndex index, long rootInode, Tenure tenure) {}

  private static OwnedVolume build(
      VolumeSpec spec, VolumeRoot root, Ground ground, Chances chances) {
    VolumeIndex index = ground.index();
    var tuning = new AtomicReference<>(spec.tuning());
    var clocks = new Listing.Clocks(chances.clock(), chances.nanoTime());
    var time = new VolumeTime(root, ground.tenure().epoch(), chances.nanoTime());
    FileClock fileClock = new FileClock(chances.clock(), time);
    var hashing = HashTerms.of(spec.listing().clockGrain());
    Listing listing =
        Listing.of(
            root,
            index,
            new Listing.Terms(() -> tuning.get().listing(), hashing, Coverage.PORTIONS),
            new Listing.Clocks(fileClock, chances.nanoTime()));
    TreeLocks trees = new TreeLocks();
    Workings workings =
        new Workings(
            root,
            index,
            listing.freshener(),
            listing.updates(),
            new KeyLocks(),
            trees,
            new Publisher(root, listing.updates(), trees, ground.tenure()),
            new SpaceLedger(root, new UsageMeter(index), spec, chances),
            chances.clock(),
            chances.random(),
            ground.tenure());
    return new OwnedVolume(
        spec, workings, new Watching(listing, tuning, clocks, fileClock), ground.rootInode());
  }

  private void begin(@Nullable IndexFailure indexTrouble) throws FileFailure {
    index.whenFailing(renewal);
    if (indexTrouble != null) {
      renewal.beganInMemory(indexTrouble);
    } else if (index.wasFresh()) {
      renewal.beganEmpty();
    }
    recover();
  }

  private void recover() throws FileFailure {
    // In a cluster they may be under way in other gateways; the janitor takes what got old.
    int swept = workings.tenure().isShared() ? 0 : workings.root().staging().sweepBodies();
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
    return listing.unlisted().total();
  }

  /** How far the walk through the volume is. */
  public CrawlProgress crawl() {
    return crawl.progress();
  }

  /** Changes settings of the volume from now on, without interrupting anything. */
  public synchronized void retune(VolumeTuning changed) {
    tuning.set(changed);
    workings.space().limit(changed.sizeLimitBytes());
    listing.hints().tune(changed.crawl().watch());
    wakeCrawl();
  }

  private synchronized void wakeCrawl() {
    if (background != null) {
      background.wake(crawl);
    }
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
  public void startBackground(ScheduledExecutorService threads) {
    startBackground(threads, 1);
  }

  /**
   * The same.
   *
   * @param crawlers how many directories may be read at once by the walk through the volume
   */
  public synchronized void startBackground(ScheduledExecutorService threads, int crawlers) {
    background = new BackgroundJobs(spec.name(), threads);
    if (workings.root().capabilities().isNetwork()) {
      background.start(fileClock);
    }
    background.start(janitor);
    background.start(new IndexTending(renewal));
    background.start(restore);
    background.start(crawl);
    for (int helper = 1; helper < crawlers; helper++) {
      background.start(crawl.helper());
    }
    background.start(new HintedReads(listing.hints(), listing.coverage()));
    background.start(new DepartureKeeper(listing.moved(), System::nanoTime));
    if (sidecars != null) {
      background.start(sidecars);
    }
    if (spec.backup().isOn() && workings.root().capabilities().userAttributes()) {
      background.start(backup);
      backsUp = true;
    }
  }

  /**
   * Begins to hash files that S3 did not write, ahead of clients. Ends with {@link #close}.
   *
   * @param share outlives this volume
   */
  public void startHashing(HashShare share, HashSettings settings) {
    listing.hashing().retune(settings);
    listing.hashing().start(spec.name(), share);
  }

  /** Changes what is hashed. What has an MD5 keeps it. */
  public void retuneHashing(HashSettings settings) {
    listing.hashing().retune(settings);
  }

  /** How far the hashing is. */
  public HashProgress hashProgress() {
    return listing.hashing().progress();
  }

  /**
   * What the index remembers of a file, null when it can't tell at once. It holds while the file's
   * identity is the entry's.
   */
  @Nullable ObjectEntry remembered(ObjectKey key) {
    return listing.hashing().remembered(key);
  }

  /** Begins with a short object; blocks. */
  PreparedPut prepare(ShortPut put) {
    PreparedPut prepared = commands.prepare(put);
    return answer -> {
      prepared.commit(answer);
      renewal.bound();
    };
  }

  /** Carries out one command; blocks. Thrown exceptions are faults, not answers. */
  public VolumeReply answer(VolumeCommand<?> command) {
    VolumeReply reply = commands.answer(command);
    renewal.bound();
    return reply;
  }

  /**
   * Makes the index anew, empty, while commands go on: directories are read again as they are asked
   * for. Blocks for some tens of milliseconds, and as long as reading the journals of the uploads
   * under way takes.
   *
   * @throws IndexFailure when the index's disk can't be used; then all stays as it was
   */
  public void rebuildIndex() throws IndexFailure {
    renewal.rebuild();
    wakeCrawl();
  }

  /**
   * Compares the whole index as it is now with the volume, while commands go on; corrects nothing.
   * Blocks for as long as a walk takes that looks at each file; closing ends it.
   */
  public void verifyIndex(VerifyReport report) throws FileFailure {
    verifications.run(tuning.get().listing().listEmptyDirectories(), report);
  }

  /** What became of sidecars whose files went; null where there are none. */
  public @Nullable SidecarProgress sidecars() {
    return sidecars == null ? null : sidecars.progress();
  }

  /** Why the index is held in memory instead of on its disk, null when it is not. */
  public @Nullable String indexTrouble() {
    return renewal.trouble();
  }

  /** How often the index's store was replaced since the volume was taken over. */
  public long indexRenewals() {
    return renewal.renewals();
  }

  /** When the index was last backed up onto the volume since it was taken over, 0 for not yet. */
  public long indexBackupMillis() {
    return backup.lastMillis();
  }

  /** Whether the index began empty and a backup is being restored. */
  public boolean isIndexRestoring() {
    return renewal.wantsRestore();
  }

  /** Whether the index lies in memory. */
  public boolean isIndexInMemory() {
    return index.isInMemory();
  }

  /** What has to be done now and then: forgets how uploads ended long ago. Blocks. */
  public void maintain() throws FileFailure {
    uploads.expireAnswers();
    workings.space().expire();
  }

  @Override
  public synchronized void close() {
    if (background != null) {
      background.close();
      restore.close();
      if (backsUp) {
        backup.close();
      }
    }
    verifications.close();
    listing.hashing().close();
    commands.close();
    listing.close();
    IndexOpening.close(index);
  }
}
