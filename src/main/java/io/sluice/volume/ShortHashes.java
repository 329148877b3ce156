package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.QuietFile;
import io.sluice.index.Sighting;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hashes short files, many at a time, since with them the rows cost more than the content: one look
 * into the index before, one batch of rows after. The rules for each file are those of a long one.
 *
 * <pre>
 *   watch all | rows | identity, attributes, content, identity of each | rows written, but of those
 *                                                                        that others wrote meanwhile
 * </pre>
 *
 * <p>Of an empty file the content is known: it is not opened, and one look tells its identity,
 * after its attributes were asked for.
 */
final class ShortHashes {
  /** How many are taken at one time. */
  static final int MOST = 128;

  /** What is read by one call is short. */
  static final int LONGEST_BYTES = 64 << 10;

  private final Hashing hashing;
  private final HashQueue queue;
  private final HashFiles files;
  private final HashOutcomes outcomes;
  private final byte[] buffer = new byte[LONGEST_BYTES];

  ShortHashes(Hashing hashing, HashOutcomes outcomes) {
    this.hashing = hashing;
    this.queue = hashing.queue();
    this.files = hashing.files();
    this.outcomes = outcomes;
  }

  /** The length up to which a file is short now: one that the rate allows to be read at once. */
  int longestBytes() {
    return hashing.rate().pieceBytes(LONGEST_BYTES);
  }

  /**
   * Hashes files that were taken from the queue, until a time; the rest goes back to it.
   *
   * @return how long to wait for the rate; zero to go on
   */
  Duration hash(List<ObjectKey> keys, long untilNanos) {
    Deque<ObjectKey> left = new ArrayDeque<>(keys);
    List<ObjectEntry> befores = new ArrayList<>(keys.size());
    List<ObjectEntry> results = new ArrayList<>(keys.size());
    Duration wait = Duration.ZERO;
    try (Watch watch = files.watch(keys);
        NeighbourFiles open = files.neighbours()) {
      Map<ObjectKey, Sighting> rows = files.rows(keys);
      while (!left.isEmpty() && wait.isZero() && (results.isEmpty() || isEarly(untilNanos))) {
        ObjectEntry before = before(left.getFirst(), rows.get(left.getFirst()));
        wait = before == null ? Duration.ZERO : hashing.rate().take(before.identity().sizeBytes());
        if (wait.isZero()) {
          left.removeFirst();
          ObjectEntry result = before == null ? null : attempt(open, before, rows);
          if (before != null && result != null) {
            befores.add(before);
            results.add(result);
          }
        }
      }
      conclude(befores, results, files.conclude(watch, results));
      results.clear();
    } finally {
      // After a failure of the index nothing was written of those either.
      results.forEach(result -> queue.giveBack(result.key(), result.identity().sizeBytes()));
      left.forEach(key -> queue.giveBack(key, 0));
    }
    return wait;
  }

  private boolean isEarly(long untilNanos) {
    return hashing.nanoTime() - untilNanos < 0;
  }

  /** The row to hash a file for; null when that is not to be done now. */
  private @Nullable ObjectEntry before(ObjectKey key, @Nullable Sighting row) {
    ObjectEntry entry = row == null ? null : HashFiles.known(row);
    if (entry == null || entry.claim() != null) {
      queue.done(key);
      return null;
    }
    FileIdentity identity = entry.identity();
    if (identity.sizeBytes() > LONGEST_BYTES) {
      queue.giveBack(key, identity.sizeBytes());
      return null;
    }
    if (!hashing.ages().isSettled(identity, queue.seenNanos(key, identity))) {
      queue.later(key, identity, hashing.terms().changing());
      return null;
    }
    return entry;
  }

  private @Nullable ObjectEntry attempt(
      NeighbourFiles open, ObjectEntry row, Map<ObjectKey, Sighting> rows) {
    Sighting seen = rows.get(row.key());
    boolean unread = seen != null && seen.entry() == null;
    try {
      return isEmpty(row) && isEmptyStill(open, row, unread)
          ? row.withClaim(Placeholders.EMPTY_CONTENT)
          : read(open, row, unread);
    } catch (FileFailure failure) {
      outcomes.fail(row.key(), failure);
      return null;
    }
  }

  private static boolean isEmpty(ObjectEntry row) {
    return row.identity().sizeBytes() == 0 && row.doubted() == null;
  }

  /** The attributes first: what changes them moves the change time. */
  private static boolean isEmptyStill(NeighbourFiles open, ObjectEntry row, boolean unread)
      throws FileFailure {
    return (!unread || open.isBare(row.key())) && open.isStill(row.key(), row.identity());
  }

  private @Nullable ObjectEntry read(NeighbourFiles open, ObjectEntry row, boolean unread)
      throws FileFailure {
    QuietFile file = open.open(row.key());
    if (file == null) {
      outcomes.outdated(row);
      return null;
    }
    try (FileHash hash = files.hash(row, file)) {
      if (!file.status().identity().equals(row.identity()) || (unread && !file.isBare())) {
        outcomes.outdated(row);
        return null;
      }
      hashing.counters().open(row.key());
      if (isReadToItsEnd(hash) && hash.isUnchanged()) {
        return hash.result();
      }
    } finally {
      hashing.counters().close(row.key());
    }
    outcomes.changed(row.key());
    return null;
  }

  private boolean isReadToItsEnd(FileHash hash) throws FileFailure {
    while (hash.leftBytes() > 0) {
      int read = hash.read(buffer, buffer.length);
      hashing.counters().read(read);
      if (read == 0) {
        return false;
      }
    }
    return true;
  }

  private void conclude(
      List<ObjectEntry> befores, List<ObjectEntry> results, Set<ObjectKey> refused) {
    for (int i = 0; i < results.size(); i++) {
      ObjectEntry before = befores.get(i);
      if (!refused.contains(before.key())) {
        outcomes.learned(before, results.get(i));
      } else {
        refusedBecauseChanged(before.key());
      }
    }
  }

  private void refusedBecauseChanged(ObjectKey key) {
    try {
      outcomes.changed(key);
    } catch (FileFailure failure) {
      outcomes.fail(key, failure);
    }
  }
}
