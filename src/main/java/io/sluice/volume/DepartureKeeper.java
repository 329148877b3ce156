package io.sluice.volume;

import io.sluice.index.ChildScan;
import io.sluice.index.IndexFaultException;
import io.sluice.index.IndexedChild;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what was known of the larger files in directories that went from their places, so
 * that a restart does not forget it: small ones are soon hashed again. Mostly those directories
 * were removed for good. So it waits a while, in which most that were renamed are found again; only
 * reads the rows, whose number is bounded for each walk; and writes one for a file of at least
 * {@link MovedDirectories#LEAST_LEFT_BYTES}.
 */
final class DepartureKeeper implements BackgroundJob {
  private static final long SLICE_NANOS = 30_000_000;
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int ROWS_AT_ONCE = 500;
  private static final int MOST_ROWS = 1_000_000;
  private static final int MOST_KEPT = 100_000;
  private static final int MOST_PENDING = 20_000;

  /** At a stop, for what went only just now. */
  private static final long LAST_NANOS = 200_000_000;

  private final MovedDirectories moved;
  private final LongSupplier nanoTime;
  private final Deque<MovedDirectories.Left> pending = new ArrayDeque<>();
  private byte[] last = new byte[0];
  private long readyTo = -1;
  private boolean foundAgain;
  private long walk = -1;
  private int rows;
  private int kept;

  DepartureKeeper(MovedDirectories moved, LongSupplier nanoTime) {
    this.moved = moved;
    this.nanoTime = nanoTime;
  }

  @Override
  public String name() {
    return "departures";
  }

  @Override
  public Duration slice() {
    long began = nanoTime.getAsLong();
    if (walk != moved.walkNumber()) {
      walk = moved.walkNumber();
      rows = 0;
      kept = 0;
    }
    if (goesOn(began + SLICE_NANOS)) {
      return Duration.ZERO;
    }
    readyTo = moved.latestDeparture(); // Those have their time until the next look.
    return PAUSE;
  }

  /** Whether there is more when the time is over. */
  private boolean goesOn(long untilNanos) {
    while (nanoTime.getAsLong() - untilNanos < 0) {
      MovedDirectories.Left next = pending.isEmpty() ? moved.nextLeft(readyTo) : pending.peek();
      if (next == null) {
        return false;
      }
      if (pending.isEmpty()) {
        pending.push(next);
      }
      step(next);
    }
    return true;
  }

  private void step(MovedDirectories.Left left) {
    if (rows >= MOST_ROWS || kept >= MOST_KEPT || !left.departure().hold()) {
      abandon();
      return;
    }
    try {
      if (last.length == 0) {
        foundAgain = moved.isFoundAgain(left);
      }
      // Then its files have rows at the new place; what lies deeper may not be read there yet.
      keep(left, !foundAgain);
    } catch (IndexFaultException | IllegalStateException over) {
      abandon(); // Of a store that failed, or gave its place up: what it knew is learned anew.
    } finally {
      left.departure().release();
    }
  }

  private void keep(MovedDirectories.Left left, boolean files) {
    List<ObjectEntry> found = new ArrayList<>();
    List<ObjectKey> below = new ArrayList<>();
    boolean ended = false;
    try (ChildScan children = left.departure().children(left.directory(), last)) {
      for (int i = 0; i < ROWS_AT_ONCE && !ended; i++) {
        IndexedChild child = children.next();
        ended = child == null;
        if (child != null) {
          rows++;
          last = child.name();
          one(left, child, files ? found : null, below);
        }
      }
    }
    if (!found.isEmpty()) {
      kept += found.size();
      moved.keep(found);
    }
    if (ended) {
      pending.pop();
      last = new byte[0];
    }
    for (ObjectKey directory : below) {
      if (pending.size() < MOST_PENDING) {
        pending.addLast(new MovedDirectories.Left(left.departure(), directory));
      }
    }
  }

  private static void one(
      MovedDirectories.Left left,
      IndexedChild child,
      @Nullable List<ObjectEntry> found,
      List<ObjectKey> below) {
    ObjectKey key = left.directory().child(child.name());
    if (child.isDirectory()) {
      below.add(key);
    } else if (found != null && child.sizeBytes() >= MovedDirectories.LEAST_LEFT_BYTES) {
      ObjectEntry row = left.departure().object(key);
      if (row != null && row.claim() != null) {
        found.add(row);
      }
    }
  }

  private void abandon() {
    pending.clear();
    last = new byte[0];
  }

  @Override
  public void end() {
    readyTo = moved.latestDeparture();
    boolean _ = goesOn(nanoTime.getAsLong() + LAST_NANOS);
    abandon();
  }
}
