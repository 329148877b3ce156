package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.index.DirectoryRow;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the names of a directory are in the index, and no older than the volume's
 * freshness. Whoever asks for one directory at the same time shares one look at it.
 */
final class Coverage {
  /** Some 4 MB; a directory past that is merely looked at again. */
  private static final int CHECKS_REMEMBERED = 16_384;

  private final VolumeIndex index;
  private final DirectoryCheck.Parts parts;
  private final Pace pace;
  private final ChangeHints hints;
  private final RecentChecks recent = new RecentChecks(CHECKS_REMEMBERED);
  private final ConcurrentMap<ObjectKey, Look> looks = new ConcurrentHashMap<>();

  /**
   * How long a look counts.
   *
   * @param settings with the age up to which it does
   * @param nanoTime the monotonic clock
   */
  record Pace(Supplier<ListingSettings> settings, LongSupplier nanoTime) {}

  /** What a caller can rely on afterwards. */
  enum Outcome {
    /** The index has the directory's names and had them before. */
    COVERED,
    /** The index has the directory's names now; a scan from before doesn't. */
    READ,
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
    return cover(directory, pace.nanoTime().getAsLong() - freshness, false);
  }

  /** Reads a directory again even if nothing seems to have changed. */
  Outcome reread(ObjectKey directory) throws FileFailure {
    return cover(directory, pace.nanoTime().getAsLong(), true);
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

  /** Takes hints of changes to heart: what they name is looked at the next time it is wanted. */
  void heed() {
    if (!hints.take(recent::doubt)) {
      recent.clear();
    }
  }

  private Outcome cover(ObjectKey directory, long notBeforeNanos, boolean force)
      throws FileFailure {
    while (true) {
      RecentChecks.Check check = recent.get(directory);
      if (!force && check != null && counts(check, notBeforeNanos)) {
        if (check.denied()) {
          return Outcome.DENIED;
        }
        if (isRead(index.directory(directory))) {
          return Outcome.COVERED;
        }
      }
      hints.watch(directory); // Before the look: what changes after it is then told.
      Look mine = look(directory, force, false);
      Look other = looks.putIfAbsent(directory, mine);
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
    if (outcome != null) {
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

  private static boolean isRead(@Nullable DirectoryRow row) {
    return row != null && row.readAt() != null;
  }
}
