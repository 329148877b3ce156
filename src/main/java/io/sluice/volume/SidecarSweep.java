package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.InodeFilter;
import io.sluice.files.SidecarCare;
import io.sluice.files.SidecarNames;
import io.sluice.model.ObjectKey;
import io.sluice.model.RefusedException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds sidecars that no file has any more: those whose inode was met by neither of two whole walks
 * in a row, begun an interval apart, and which nobody read or wrote since before the first. They
 * are put aside, and removed when no later walk has met their inodes for long.
 *
 * <pre>
 *   walk 1              compare             walk 2             what was not met there either
 *   inodes -> filter    sidecars that the   exactly these are  is put aside
 *                       filter has not      looked for
 * </pre>
 *
 * <p>A file that pods rename may be missed by a walk; that it is by two, and by each of those that
 * follow while its sidecar lies aside, is what this relies on. A walk that can't read a directory
 * counts for nothing. What was found is in memory alone: after a restart it begins anew.
 */
final class SidecarSweep implements BackgroundJob {
  private static final Logger log = LoggerFactory.getLogger(SidecarSweep.class);
  private static final long SLICE_NANOS = 30_000_000;
  private static final Duration AGAIN = Duration.ofMinutes(1);

  /** The first walk begins when so small a part of the interval has passed. */
  private static final int FIRST_PART = 24;

  /** There is no hurry. */
  private static final int MOST_A_SECOND = 50_000;

  private static final int A_DIRECTORY = 10;
  private static final int A_CHANGE = 10;

  private final Parts parts;
  private final SidecarCare care;
  private final LongSupplier nanoTime;
  private final long startedNanos;
  private Stage stage = Stage.LEARN;
  private @Nullable SidecarPass pass;
  private InodeSet candidates = InodeSet.EMPTY;
  private long candidatesSinceNanos;
  private InodeSet unused = InodeSet.EMPTY;
  private @Nullable Long begunNanos;
  private boolean saidWhy;
  private volatile SidecarProgress progress = new SidecarProgress(0, 0, 0, 0, 0);

  /**
   * What the sweep works with.
   *
   * @param spec of the volume
   * @param time of its file system
   * @param entriesPerSecond the most names that it may read in a second
   */
  record Parts(Workings workings, VolumeSpec spec, VolumeTime time, int entriesPerSecond) {}

  private enum Stage {
    LEARN,
    WAIT,
    WALK,
    COMPARE,
    PUT_ASIDE,
    TIDY
  }

  /** For a volume that has sidecars. Until the first slice, any may lie among the unused. */
  SidecarSweep(Parts parts, SidecarCare care, LongSupplier nanoTime) {
    this.parts = parts;
    this.care = care;
    this.nanoTime = nanoTime;
    this.startedNanos = nanoTime.getAsLong();
    care.lookAmongUnused(null);
  }

  /** That of a volume, null for one whose files have their attributes on them. */
  static @Nullable SidecarSweep of(Workings workings, VolumeSpec spec, LongSupplier nanoTime) {
    SidecarCare care = workings.root().sidecars();
    if (care == null) {
      return null;
    }
    int rate = Math.min(MOST_A_SECOND, spec.crawl().entriesPerSecond());
    VolumeTime time = VolumeTime.of(workings, System::nanoTime);
    return new SidecarSweep(new Parts(workings, spec, time, rate), care, nanoTime);
  }

  @Override
  public String name() {
    return "sidecars";
  }

  SidecarProgress progress() {
    SidecarProgress last = progress;
    return new SidecarProgress(
        last.unused(), last.walks(), last.putAside(), care.broughtBack(), last.removed());
  }

  @Override
  public Duration slice() throws FileFailure {
    long began = nanoTime.getAsLong();
    long entries = 0;
    try {
      while (entries < most() && nanoTime.getAsLong() - began < SLICE_NANOS) {
        Duration wait = untilDue();
        if (!wait.isZero()) {
          return wait;
        }
        entries += step();
      }
    } catch (FileFailure failure) {
      return gaveUp(failure);
    } catch (RefusedException notOwner) {
      abandon();
      return AGAIN;
    }
    long pace = entries * 1_000_000_000L / parts.entriesPerSecond();
    return Duration.ofNanos(Math.max(0, pace - (nanoTime.getAsLong() - began)));
  }

  /** In one slice, so that a low rate is even. */
  private long most() {
    return Math.max(1, parts.entriesPerSecond() / 20);
  }

  /** Does a little; about how many names' worth it was. */
  private int step() throws FileFailure {
    SidecarPass now = pass;
    if (now == null) {
      return stage == Stage.LEARN ? learn() : begin();
    }
    return switch (stage) {
      case LEARN, WAIT -> begin();
      case WALK -> walk(now);
      case COMPARE -> compare(now);
      case PUT_ASIDE -> putAside(now);
      case TIDY -> tidy(now);
    };
  }

  /** Looks what lies aside, so that others need not look for what does not. */
  private int learn() throws FileFailure {
    InodeSet.Gathered found = new InodeSet.Gathered();
    try (SidecarNames names = care.unused()) {
      while (names.next(found::add, _ -> {})) {
        // On to the next.
      }
    }
    unused = found.set();
    report(0, 0, 0);
    care.lookAmongUnused(found.hasAll() ? filter(unused) : null);
    stage = Stage.WAIT;
    return A_DIRECTORY + unused.size();
  }

  private InodeFilter filter(InodeSet inodes) {
    InodeFilter filter = new InodeFilter(inodes.size(), 0);
    inodes.forEach(filter::add);
    return filter;
  }

  private Duration untilDue() {
    Duration interval = parts.spec().sidecars().interval();
    if (stage != Stage.WAIT) {
      return Duration.ZERO;
    }
    if (interval.isZero()) {
      return Duration.ofDays(1);
    }
    Long last = begunNanos;
    long due =
        last == null ? startedNanos + interval.toNanos() / FIRST_PART : last + interval.toNanos();
    return Duration.ofNanos(Math.max(0, due - nanoTime.getAsLong()));
  }

  private int begin() throws FileFailure {
    begunNanos = nanoTime.getAsLong();
    // Whatever was written before this tick has an earlier time.
    long atNanos = parts.time().tick();
    int _ = learn();
    long files = parts.workings().index().usage(ObjectKey.ROOT).files();
    var met = new InodeFilter(files + files / 4, parts.workings().random().nextLong());
    pass = new SidecarPass(care, atNanos, new SidecarPass.Meeting(met, candidates, unused));
    stage = Stage.WALK;
    return A_DIRECTORY;
  }

  private int walk(SidecarPass now) throws FileFailure {
    long before = now.walk().directories();
    int names = now.walk().step();
    if (names == 0) {
      stage = Stage.COMPARE;
    }
    return names + (int) (now.walk().directories() - before) * A_DIRECTORY;
  }

  private int compare(SidecarPass now) throws FileFailure {
    int[] seen = {1};
    boolean more =
        now.sidecars()
            .next(
                inode -> {
                  seen[0]++;
                  if (!now.mayHaveMet(inode)) {
                    now.missing().add(inode);
                  }
                },
                name -> unfinished(now, name));
    if (!more) {
      stage = Stage.PUT_ASIDE;
    }
    return seen[0];
  }

  /** What a crash left half-written long ago. */
  private void unfinished(SidecarPass now, String name) {
    long before = now.beganAtNanos() - parts.spec().sidecars().interval().toNanos();
    try {
      if (care.removeUnfinished(name, before)) {
        report(0, 0, 1);
      }
    } catch (FileFailure failure) {
      log.atDebug().addKeyValue("file", name).setCause(failure).log("left as it is");
    }
  }

  /** Those that the last walk missed, and this one too. */
  private int putAside(SidecarPass now) throws FileFailure {
    while (now.at() < candidates.size()) {
      int position = now.next();
      long inode = candidates.get(position);
      if (!candidates.isMet(position)) {
        parts.workings().tenure().prove();
        aside(inode);
        return A_CHANGE;
      }
    }
    next(now);
    return 1;
  }

  private void aside(long inode) throws FileFailure {
    care.lookAmongUnused(null); // Before it lies there. The next listing tells again what does.
    if (care.putAside(inode, candidatesSinceNanos)) {
      report(0, 1, 0);
    }
  }

  /** What this walk missed is what the next one looks for. */
  private void next(SidecarPass now) {
    candidates = now.missing().set();
    candidatesSinceNanos = now.beganAtNanos();
    care.observe(candidates::meet);
    // Met meanwhile, by those who were told of the filter still.
    candidates.forEach(inode -> {
      if (now.mayHaveMet(inode)) {
        candidates.meet(inode);
      }
    });
    now.rewind();
    stage = Stage.TIDY;
  }

  /** What lay aside when the walk began: the time of what was met begins anew. */
  private int tidy(SidecarPass now) throws FileFailure {
    if (now.at() < unused.size()) {
      int position = now.next();
      parts.workings().tenure().prove();
      long inode = unused.get(position);
      if (unused.isMet(position)) {
        care.keepUnused(inode);
      } else if (care.removeUnused(
          inode, now.beganAtNanos() - parts.spec().sidecars().kept().toNanos())) {
        report(0, 0, 1);
      }
      return A_CHANGE;
    }
    now.close();
    pass = null;
    saidWhy = false;
    report(1, 0, 0);
    return learn();
  }

  private void report(long walks, long putAside, long removed) {
    SidecarProgress last = progress;
    progress =
        new SidecarProgress(
            unused.size(),
            last.walks() + walks,
            last.putAside() + putAside,
            last.broughtBack(),
            last.removed() + removed);
  }

  /** A walk that did not see all tells nothing, nor does the one before it any more. */
  private Duration gaveUp(FileFailure failure) {
    abandon();
    if (!saidWhy) {
      saidWhy = true;
      log.atInfo()
          .addKeyValue("volume", parts.spec().name())
          .log("sidecars without files can't be told: {}", failure.getMessage());
    }
    return AGAIN;
  }

  private void abandon() {
    if (pass != null) {
      pass.close();
      pass = null;
    }
    candidates = InodeSet.EMPTY;
    care.observe(_ -> {});
    stage = Stage.LEARN;
  }

  /** Another may be the owner from now on, and put sidecars aside. */
  @Override
  public void end() {
    abandon();
    care.lookAmongUnused(null);
  }
}
