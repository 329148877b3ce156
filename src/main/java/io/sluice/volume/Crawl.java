package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.index.SideRows;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import io.sluice.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks the volume in key order, directory by directory, so that the index has all of it; later
 * walks look for what changed. Requests don't wait for it: a directory that it is reading bit by
 * bit is finished by whoever wants it. After a restart it goes on where it was.
 */
final class Crawl implements BackgroundJob {
  private static final Logger log = LoggerFactory.getLogger(Crawl.class);
  private static final String NOTE = "crawl";
  static final long SLICE_NANOS = 30_000_000;
  private static final long NOTE_NANOS = 1_000_000_000;
  static final int STEP = 256;

  /** So long it waits for others who look at the last directories. */
  private static final long WAIT_NANOS = 2_000_000;

  private static final Duration IDLE = Duration.ofSeconds(1);

  /** At most one part in so many of a second's entries in one slice, so that a low rate is even. */
  private static final int SLICES_A_SECOND = 20;

  /**
   * For so long the first walk goes before the hasher. Enough for millions of files where walking
   * is a matter of CPU; where it waits for a network, there is CPU for both.
   */
  private static final long HEAD_START_NANOS = 60_000_000_000L;

  private static final int TIDY_ROWS = 2_000;
  private static final long NOT_TIDYING = -2;

  private final Parts parts;
  private final Listing.Clocks clocks;
  private final SideRows side;
  private final CrawlFront walk;
  private final CrawlHand hand;
  private final CrawlRate rate;
  private CrawlNote note;
  private volatile long generation;
  private long notedAtNanos;
  private long entriesBefore;
  private long tidiedTo = NOT_TIDYING;
  private volatile CrawlProgress progress;
  private volatile boolean headStart;
  private long startedAtNanos;
  private boolean started;

  /**
   * What the crawl works with.
   *
   * @param tuning of the volume, now
   */
  record Parts(
      VolumeIndex index,
      Coverage coverage,
      MovedDirectories moved,
      EntrySweeps sweeps,
      Supplier<VolumeTuning> tuning) {}

  Crawl(Parts parts, Listing.Clocks clocks) {
    this.parts = parts;
    this.clocks = clocks;
    this.generation = parts.index().generation();
    this.side = new SideRows(parts.index());
    this.note = CrawlNote.of(side.note(NOTE));
    this.walk = new CrawlFront(parts.index(), note);
    this.hand = new CrawlHand(parts, walk, true);
    this.rate = new CrawlRate(clocks.nanoTime());
    this.notedAtNanos = clocks.nanoTime().getAsLong();
    this.progress = report();
    parts.moved().walkIs(note.walks());
  }

  /** That of a volume which this node owns. */
  static Crawl of(
      Workings workings, Listing listing, Supplier<VolumeTuning> tuning, Listing.Clocks clocks) {
    var sweeps = new EntrySweeps(workings.index(), workings.freshener(), workings.root());
    return new Crawl(
        new Parts(workings.index(), listing.coverage(), listing.moved(), sweeps, tuning), clocks);
  }

  @Override
  public String name() {
    return "crawl";
  }

  /** Whether this is the first minute of the first walk. */
  boolean hasHeadStart() {
    return headStart && clocks.nanoTime().getAsLong() - startedAtNanos < HEAD_START_NANOS;
  }

  @Override
  public Duration slice() throws FileFailure {
    headStart();
    if (parts.index().generation() != generation) {
      beginAnew();
    }
    Duration wait = untilDue();
    if (!wait.isZero()) {
      progress = report();
      return wait;
    }
    long began = clocks.nanoTime().getAsLong();
    int perSecond = parts.tuning().get().crawl().entriesPerSecond();
    int most = Math.max(1, perSecond / SLICES_A_SECOND);
    int entries = 0;
    boolean goesOn = true;
    try {
      while (goesOn && entries < most && clocks.nanoTime().getAsLong() - began < SLICE_NANOS) {
        int some = tidiedTo == NOT_TIDYING ? hand.advance(Math.min(STEP, most - entries)) : tidy();
        goesOn = some > 0;
        entries += some;
      }
    } finally {
      pauseAndCount();
    }
    boolean waits = !goesOn && tidiedTo == NOT_TIDYING && !walk.isThrough();
    if (!goesOn && !waits) {
      stageEnded();
    }
    keepNote(false);
    progress = report();
    long pace = (long) entries * 1_000_000_000L / perSecond;
    long left = pace - (clocks.nanoTime().getAsLong() - began);
    return Duration.ofNanos(Math.max(waits ? WAIT_NANOS : 0, left));
  }

  private void pauseAndCount() {
    walk.pause();
    long all = walk.entries();
    rate.add((int) (all - entriesBefore), walk.counts().directories());
    entriesBefore = all;
  }

  /** Another job that looks at directories of the same walk, while its rate is not bounded. */
  BackgroundJob helper() {
    return new CrawlHelper(new CrawlHand(parts, walk, false), this::pauseForHelpers, clocks);
  }

  /** How long helpers have to wait; zero while there is something to do for them. */
  private Duration pauseForHelpers() {
    boolean bounded = parts.tuning().get().crawl().entriesPerSecond() < Integer.MAX_VALUE;
    return bounded || progress.state() == CrawlProgress.State.WAITING ? IDLE : Duration.ZERO;
  }

  private void headStart() {
    if (!started) {
      started = true;
      startedAtNanos = clocks.nanoTime().getAsLong();
    }
    headStart = note.ended() == null;
  }

  /** The index has another store, which may know nothing: what was walked counts no more. */
  private void beginAnew() {
    long other = parts.index().generation();
    walk.begin();
    hand.abandon();
    tidiedTo = NOT_TIDYING;
    rate.reset();
    parts.moved().forget();
    note = CrawlNote.NEW;
    parts.moved().walkIs(note.walks());
    keepNote(true);
    progress = report();
    generation = other; // Last: until then nothing of the former walks is told as if of this store.
  }

  /** Zero while a walk is under way, else until the next begins. */
  private Duration untilDue() {
    Instant ended = note.ended();
    if (walk.isUnderWay() || tidiedTo != NOT_TIDYING || ended == null) {
      return Duration.ZERO;
    }
    Duration interval = parts.tuning().get().crawl().interval();
    Duration left = Duration.between(clocks.wall().instant(), ended.plus(interval));
    // A clock that was set back must not hold the next walk up.
    Duration wait = left.compareTo(interval) > 0 ? interval : left;
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** The walk is followed by forgetting inodes of directories that are gone. */
  private void stageEnded() {
    if (tidiedTo == NOT_TIDYING) {
      tidiedTo = -1;
      return;
    }
    tidiedTo = NOT_TIDYING;
    parts.moved().walkEnded();
    CrawlCounts met = walk.counts();
    headStart = false;
    note = new CrawlNote(note.walks() + 1, clocks.wall().instant(), met, met, null);
    walk.begin();
    rate.reset();
    keepNote(true);
    log.atInfo()
        .addKeyValue("directories", met.directories())
        .addKeyValue("walks", note.walks())
        .log("the whole volume was walked");
  }

  /** Forgets some; 0 at the end. */
  private int tidy() {
    tidiedTo = side.tidyInodes(tidiedTo, TIDY_ROWS);
    boolean more = tidiedTo >= 0;
    tidiedTo = more ? tidiedTo : -1;
    return more ? 1 : 0;
  }

  private void keepNote(boolean now) {
    long nanos = clocks.nanoTime().getAsLong();
    if (now || nanos - notedAtNanos >= NOTE_NANOS) {
      notedAtNanos = nanos;
      note = new CrawlNote(note.walks(), note.ended(), note.last(), walk.counts(), walk.cursor());
      side.putNote(NOTE, note.toText());
    }
  }

  /** How far it is; what it walked before the index got another store is not told of that one. */
  CrawlProgress progress() {
    if (parts.index().generation() == generation) {
      return progress;
    }
    Usage usage = parts.index().usage(ObjectKey.ROOT);
    return new CrawlProgress(
        CrawlProgress.State.CRAWLING, 0, null, 0, 0, usage.files(), usage.bytes(), 0, -1);
  }

  private CrawlProgress report() {
    CrawlCounts now = walk.counts();
    boolean first = note.ended() == null;
    boolean waits = !first && !walk.isUnderWay();
    CrawlCounts shown = waits ? note.last() : now;
    long expected = first ? now.found() : Math.max(note.last().directories(), now.directories());
    Usage usage = parts.index().usage(ObjectKey.ROOT);
    return new CrawlProgress(
        state(first, waits),
        note.walks(),
        note.ended(),
        shown.directories(),
        waits ? shown.directories() : expected,
        usage.files(),
        usage.bytes(),
        waits ? 0 : rate.entriesPerSecond(),
        waits ? 0 : rate.secondsFor(expected - now.directories()));
  }

  private static CrawlProgress.State state(boolean first, boolean waits) {
    if (waits) {
      return CrawlProgress.State.WAITING;
    }
    return first ? CrawlProgress.State.CRAWLING : CrawlProgress.State.CHECKING;
  }

  @Override
  public void end() {
    headStart = false;
    keepNote(true);
    hand.abandon();
    walk.pause();
  }
}
