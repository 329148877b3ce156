package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the names of a directory are in the index, and no older than the volume's
 * freshness. Whoever asks for one directory at the same time shares one look at it.
 */
final class Coverage implements AutoCloseable {
  /** 20,000 names take some tenths of a second. */
  static final Portions PORTIONS = new Portions(20_000, 1_000);

  /** Some 4 MB; a directory past that is merely looked at again. */
  private static final int CHECKS_REMEMBERED = 16_384;

  private final VolumeIndex index;
  private final DirectoryCheck.Parts parts;
  private final Pace pace;
  private final ChangeHints hints;
  private final RecentChecks recent = new RecentChecks(CHECKS_REMEMBERED);
  private final ConcurrentMap<ObjectKey, Look> looks = new ConcurrentHashMap<>();
  private final Queue<Look> unfinished = new ConcurrentLinkedQueue<>();

  /**
   * How long a look counts.
   *
   * @param settings with the age up to which it does
   * @param nanoTime the monotonic clock
   */
  record Pace(Supplier<ListingSettings> settings, LongSupplier nanoTime, Portions portions) {}

  /**
   * How large directories are dealt with.
   *
   * @param whole up to so many names a directory is read whole before anything in it is listed
   * @param part of a larger one, so many names are dealt with at a time
   */
  record Portions(int whole, int part) {}

  /** What a caller can rely on afterwards. */
  enum Outcome {
    /** The index has the directory's names and had them before. */
    COVERED,
    /** The index has the directory's names now; a scan from before doesn't. */
    READ,
    /**
     * The index has the first of its names, in key order, and the reading goes on: {@link #part}.
     */
    PART,
    /** There is no such directory. */
    GONE,
    /** It may not be read. */
    DENIED
  }

  Coverage(VolumeIndex index, DirectoryCheck.Parts parts, Pace pace, ChangeHints hints) {
    this.index = index;
    this.parts = parts;
    this.pace = pace;
    this.hints = hints;
  }

  /** Covers a directory unless that was done, or found unchanged, within the freshness. */
  Outcome ensure(ObjectKey directory) throws FileFailure {
    long freshness = pace.settings().get().freshness().toNanos();
    return cover(directory, pace.nanoTime().getAsLong() - freshness, Manner.IF_NEEDED);
  }

  /**
   * The same for who needs the first names first: of a large directory that has to be read only
   * those are made sure of.
   */
  Outcome ensureFirst(ObjectKey directory) throws FileFailure {
    long freshness = pace.settings().get().freshness().toNanos();
    return cover(directory, pace.nanoTime().getAsLong() - freshness, Manner.FIRST_NAMES);
  }

  /** The reading under way that has {@link Outcome#PART} of a directory; null when it has ended. */
  @Nullable PartialReading part(ObjectKey directory) {
    Look look = looks.get(directory);
    return look == null ? null : new PartialReading(directory, look, pace.portions().part());
  }

  /**
   * Goes on with readings that pages had only part of.
   *
   * @return whether there is more to do
   */
  boolean readOn(int names) {
    Look look = unfinished.peek();
    if (look == null) {
      return false;
    }
    boolean ended = true;
    try {
      ended = look.step(names);
    } catch (FileFailure failure) {
      look.abandon(); // Whoever wants the directory finds out what is wrong with it.
    } finally {
      if (ended) {
        unfinished.remove(look);
      }
    }
    return true;
  }

  /** Reads a directory again even if nothing seems to have changed. */
  Outcome reread(ObjectKey directory) throws FileFailure {
    return cover(directory, pace.nanoTime().getAsLong(), Manner.ANEW);
  }

  /**
   * Begins a look that the caller does step by step, or joins the one there is. Callers of {@link
   * #ensure} who want the directory meanwhile finish it.
   */
  Look begin(ObjectKey directory) {
    Look mine = look(directory, false, true);
    Look other = looks.putIfAbsent(directory, mine);
    return other == null ? mine : other;
  }

  /** Of how many directories it is known when they were looked at. */
  int checksRemembered() {
    return recent.size();
  }

  /** Takes hints of changes to heart: what they name is looked at the next time it is wanted. */
  void heed() {
    if (!hints.take(recent::doubt)) {
      recent.clear();
    }
  }

  private enum Manner {
    IF_NEEDED,
    FIRST_NAMES,
    ANEW
  }

  private Outcome cover(ObjectKey directory, long notBeforeNanos, Manner manner)
      throws FileFailure {
    while (true) {
      Outcome checked = manner == Manner.ANEW ? null : checked(directory, notBeforeNanos);
      if (checked != null) {
        return checked;
      }
      hints.watch(directory); // Before the look: what changes after it is then told.
      Look mine = look(directory, manner == Manner.ANEW, false);
      Look other = looks.putIfAbsent(directory, mine);
      Look look = other == null ? mine : other;
      if (manner == Manner.FIRST_NAMES
          && isBegun(look, other == null)
          && hasPart(directory, look, notBeforeNanos)) {
        return Outcome.PART;
      }
      if (other == null) {
        Outcome outcome = mine.finish();
        if (outcome != null) {
          return outcome;
        }
      } else {
        join(other);
      }
    }
  }

  /** What the last look tells, if it is not too old. */
  private @Nullable Outcome checked(ObjectKey directory, long notBeforeNanos) {
    RecentChecks.Check check = recent.get(directory);
    if (check == null || !counts(check, notBeforeNanos)) {
      return null;
    }
    if (check.denied()) {
      return Outcome.DENIED;
    }
    return DirectoryReader.isRead(index.directory(directory)) ? Outcome.COVERED : null;
  }

  /** Has a look come to its first names; false when it has ended. */
  private boolean isBegun(Look look, boolean mine) throws FileFailure {
    try {
      return look.written() != null || look.advance(pace.portions().part()) != null;
    } catch (FileFailure failure) {
      if (mine) {
        throw failure;
      }
      return false; // Its beginner's; it has ended by that.
    }
  }

  /** Whether the first names of a reading can be relied on while it goes on. */
  private boolean hasPart(ObjectKey directory, Look look, long notBeforeNanos) throws FileFailure {
    Reach reach = look.written();
    if (reach == null || reach.names() <= pace.portions().whole()) {
      return false;
    }
    if (look.atNanos() - notBeforeNanos < 0 && !isStill(directory, reach)) {
      return false; // Of too long ago: to be ended, and then it is looked at again.
    }
    if (!unfinished.contains(look)) {
      unfinished.add(look);
    }
    return true;
  }

  private boolean isStill(ObjectKey directory, Reach reach) throws FileFailure {
    FileStatus now = reach.racy() ? null : parts.entries().status(directory);
    return now != null && EntryReader.sizeless(now.identity()).equals(reach.before());
  }

  private boolean counts(RecentChecks.Check check, long notBeforeNanos) {
    return check.atNanos() - notBeforeNanos >= 0
        && check.generation() == index.generation()
        && !check.isOutdated(pace.nanoTime().getAsLong());
  }

  private Look look(ObjectKey directory, boolean force, boolean ahead) {
    long generation = index.generation();
    long now = pace.nanoTime().getAsLong();
    DirectoryCheck check = new DirectoryCheck(parts, directory, force, ahead);
    return new Look(now, check, look -> ended(directory, look, generation));
  }

  private void ended(ObjectKey directory, Look look, long generation) {
    Outcome outcome = look.outcome();
    if (outcome == Outcome.GONE) {
      recent.forget(directory); // Clients can make up any number of names.
    } else if (outcome != null) {
      long tookNanos = pace.nanoTime().getAsLong() - look.atNanos();
      boolean denied = outcome == Outcome.DENIED;
      recent.put(
          directory, new RecentChecks.Check(look.atNanos(), tookNanos, denied, generation, false));
    }
    looks.remove(directory, look);
  }

  /** Its failure is its beginner's; the joiner tries for itself. */
  private static void join(Look other) {
    try {
      other.finish();
    } catch (FileFailure failure) {
      other.abandon();
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    looks.values().forEach(Look::abandon);
  }
}
