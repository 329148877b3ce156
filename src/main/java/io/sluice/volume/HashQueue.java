package io.sluice.volume;

import io.sluice.index.Sightings;
import io.sluice.index.UnhashedFile;
import io.sluice.index.VolumeIndex;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which file is hashed next: what clients were shown a version tag of, then what waited long
 * enough, then what the index has without a claim, small files first. The index rows are the queue,
 * so it survives a restart; what is here is bounded and can be lost. Safe for use by many threads.
 */
final class HashQueue {
  private static final int BATCH = 256;
  private static final long[] PASSES = {
    HashTerms.SMALL_BYTES, HashTerms.MIDDLE_BYTES, Long.MAX_VALUE
  };

  /** A change that no signal told of is found that much later. */
  private static final long RESCAN_NANOS = Duration.ofMinutes(1).toNanos();

  /** Looking past a million long files takes a second: so it takes a tenth of the time at most. */
  private static final long WORTH = 10;

  private final Sightings sightings;
  private final LongSupplier writes;
  private final BooleanSupplier rowsWait;
  private final LongSupplier nanoTime;
  private final long restNanos;
  private final ShownKeys shown = new ShownKeys();
  private final Set<ObjectKey> taken = new HashSet<>();
  private final HashRetries retries;
  private final ArrayDeque<UnhashedFile> found = new ArrayDeque<>();
  private ObjectKey at = ObjectKey.ROOT;
  private int pass;
  private long passesBegunNanos;
  private long writesBefore;
  private long lookedNanos;

  /**
   * The index rows as a queue.
   *
   * @param writes moves whenever the index gets a row without a claim
   * @param deferred whether they wait for now, while what was shown or tried before does not
   */
  record Rows(LongSupplier writes, BooleanSupplier deferred) {}

  /**
   * @param rows where files come from that nobody asked for
   */
  HashQueue(VolumeIndex index, Rows rows, LongSupplier nanoTime, Duration rest) {
    this.sightings = new Sightings(index);
    this.writes = rows.writes();
    this.rowsWait = rows.deferred();
    this.nanoTime = nanoTime;
    this.restNanos = rest.toNanos();
    this.retries = new HashRetries(nanoTime.getAsLong());
    begin();
  }

  /** A client was shown this key with a version tag. */
  void show(ObjectKey key, long sizeBytes) {
    shown.add(key, sizeBytes);
  }

  /**
   * Takes the next file; {@link #done}, {@link #later} gives it back.
   *
   * @param urgent only what comes before a long file
   * @return null when there is nothing to do now
   */
  synchronized @Nullable ObjectKey take(boolean urgent) {
    long now = nanoTime.getAsLong();
    ObjectKey key = nextShown(now);
    if (key == null) {
      key = retries.next(now);
    }
    if (key == null || taken.contains(key)) {
      key = nextFound(now, urgent);
    }
    if (key != null) {
      taken.add(key);
    }
    return key;
  }

  /**
   * Takes the next files, as long as they are short.
   *
   * @return empty when the next one is not, or there is none
   */
  synchronized List<ObjectKey> takeShort(int most, long sizeBytes) {
    List<ObjectKey> keys = new ArrayList<>();
    while (keys.size() < most && !nextIsLonger(sizeBytes)) {
      ObjectKey key = take(true);
      if (key == null) {
        break;
      }
      keys.add(key);
    }
    return keys;
  }

  /** Whether the next one to take is known to be longer than this, or its length is not known. */
  private boolean nextIsLonger(long sizeBytes) {
    long now = nanoTime.getAsLong();
    UnhashedFile next = found.peek();
    return shown.nextIsLonger(sizeBytes)
        || retries.nextIsLonger(sizeBytes, now)
        || (next == null ? pass > 0 : next.identity().sizeBytes() > sizeBytes);
  }

  private @Nullable ObjectKey nextShown(long now) {
    ObjectKey key = shown.poll();
    while (key != null && !isFree(key, now)) {
      key = shown.poll();
    }
    return key;
  }

  private @Nullable ObjectKey nextFound(long now, boolean urgent) {
    if (rowsWait.getAsBoolean()) {
      return null;
    }
    if (isTimeToBegin(now)) {
      begin();
    }
    int end = urgent ? PASSES.length - 1 : PASSES.length;
    while (true) {
      UnhashedFile next = found.poll();
      if (next == null) {
        if (pass >= end) {
          return null;
        }
        look();
      } else if (isFree(next.key(), now)) {
        return next.key();
      }
    }
  }

  /** New small files come before old long ones: so the passes begin again when there are any. */
  private boolean isTimeToBegin(long now) {
    long age = now - passesBegunNanos;
    return found.isEmpty()
        && pass > 0
        && ((age >= Math.max(restNanos, lookedNanos * WORTH) && writes.getAsLong() != writesBefore)
            || (age >= RESCAN_NANOS && pass == PASSES.length));
  }

  private void begin() {
    passesBegunNanos = nanoTime.getAsLong();
    writesBefore = writes.getAsLong();
    lookedNanos = 0;
    pass = 0;
    at = ObjectKey.ROOT;
  }

  private void look() {
    long begunNanos = nanoTime.getAsLong();
    List<UnhashedFile> batch = sightings.unhashedAfter(at, PASSES[pass], BATCH);
    lookedNanos += nanoTime.getAsLong() - begunNanos;
    if (batch.isEmpty()) {
      pass++;
      at = ObjectKey.ROOT;
      return;
    }
    found.addAll(batch);
    at = batch.getLast().key();
  }

  private boolean isFree(ObjectKey key, long now) {
    return !taken.contains(key) && !retries.isEarly(key, now);
  }

  /** A file that was taken needs no more work. */
  synchronized void done(ObjectKey key) {
    taken.remove(key);
    retries.forget(key);
  }

  /** A file that was taken is left for others to take. */
  synchronized void giveBack(ObjectKey key, long sizeBytes) {
    taken.remove(key);
    shown.add(key, sizeBytes);
  }

  /**
   * A file that was taken has to wait.
   *
   * @param seen its state, null when it could not be looked at
   */
  synchronized void later(ObjectKey key, @Nullable FileIdentity seen, HashRetries.Delay delay) {
    taken.remove(key);
    retries.put(key, seen, delay, nanoTime.getAsLong());
  }

  /** For how long a file was seen in one state, in nanoseconds; 0 when it was not seen before. */
  synchronized long seenNanos(ObjectKey key, FileIdentity identity) {
    HashRetries.Waiting waiting = retries.get(key);
    return waiting != null && identity.equals(waiting.seen())
        ? nanoTime.getAsLong() - waiting.sinceNanos()
        : 0;
  }

  /** How many files wait because they change, or can't be read. */
  synchronized int waiting() {
    return retries.size();
  }
}
