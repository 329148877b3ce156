package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.index.DirectoryRow;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the names of a directory are in the index, and no older than the volume's
 * freshness. Whoever asks for one directory at the same time waits for one look at it.
 */
final class Coverage {
  /** Some 4 MB; a directory past that is merely looked at again. */
  private static final int CHECKS_REMEMBERED = 16_384;

  private final VolumeIndex index;
  private final EntryReader entries;
  private final DirectoryReader reader;
  private final Pace pace;
  private final RecentChecks recent = new RecentChecks(CHECKS_REMEMBERED);
  private final ConcurrentMap<ObjectKey, Look> looks = new ConcurrentHashMap<>();

  /**
   * How long a look counts.
   *
   * @param freshnessNanos the age up to which it does
   * @param nanoTime the monotonic clock
   */
  record Pace(long freshnessNanos, LongSupplier nanoTime) {}

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

  private record Look(long atNanos, CountDownLatch done) {}

  Coverage(VolumeIndex index, EntryReader entries, DirectoryReader reader, Pace pace) {
    this.index = index;
    this.entries = entries;
    this.reader = reader;
    this.pace = pace;
  }

  /** Covers a directory unless that was done, or found unchanged, within the freshness. */
  Outcome ensure(ObjectKey directory) throws FileFailure {
    return cover(directory, pace.nanoTime().getAsLong() - pace.freshnessNanos(), false);
  }

  /** Reads a directory again even if nothing seems to have changed. */
  Outcome reread(ObjectKey directory) throws FileFailure {
    return cover(directory, pace.nanoTime().getAsLong(), true);
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
      Look mine = new Look(pace.nanoTime().getAsLong(), new CountDownLatch(1));
      Look other = looks.putIfAbsent(directory, mine);
      if (other == null) {
        return look(directory, mine, force);
      }
      await(other);
    }
  }

  private boolean counts(RecentChecks.Check check, long notBeforeNanos) {
    return check.atNanos() - notBeforeNanos >= 0 && check.generation() == index.generation();
  }

  private Outcome look(ObjectKey directory, Look mine, boolean force) throws FileFailure {
    try {
      long generation = index.generation();
      Outcome outcome = check(directory, force);
      boolean denied = outcome == Outcome.DENIED;
      recent.put(directory, new RecentChecks.Check(mine.atNanos(), denied, generation));
      return outcome;
    } finally {
      looks.remove(directory, mine);
      mine.done().countDown();
    }
  }

  private Outcome check(ObjectKey directory, boolean force) throws FileFailure {
    DirectoryRow row = index.directory(directory);
    if (!force && row != null && row.readAt() != null && !row.racy()) {
      FileStatus status = statusIfAllowed(directory);
      if (status != null && EntryReader.sizeless(status.identity()).equals(row.readAt())) {
        return Outcome.COVERED;
      }
    }
    return switch (reader.read(directory)) {
      case READ -> Outcome.READ;
      case GONE -> Outcome.GONE;
      case DENIED -> Outcome.DENIED;
    };
  }

  private @Nullable FileStatus statusIfAllowed(ObjectKey directory) throws FileFailure {
    try {
      return entries.status(directory);
    } catch (FileFailure failure) {
      if (Absence.isDenial(failure.errno())) {
        return null; // Trying to read it then tells the same, once more and in one place.
      }
      throw failure;
    }
  }

  private static boolean isRead(@Nullable DirectoryRow row) {
    return row != null && row.readAt() != null;
  }

  private static void await(Look other) {
    boolean interrupted = false;
    while (true) {
      try {
        other.done().await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
