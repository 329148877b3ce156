package io.sluice.volume;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Files that can't be hashed yet: still changing, or not to be read. Each waits longer every time.
 * What has no room here is found again by the next look through the index. Not thread-safe.
 */
final class HashRetries {
  private static final int MOST = 10_000;

  private final Map<ObjectKey, Waiting> waiting = new HashMap<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::order));
  private final long startNanos;

  /**
   * One that waits.
   *
   * @param seen its state when it came here; null when it could not be looked at
   * @param sinceNanos since when it is in that state, as far as was seen
   * @param tries how often it came here
   */
  record Waiting(@Nullable FileIdentity seen, long sinceNanos, long dueNanos, int tries) {}

  private record Due(ObjectKey key, long dueNanos, long order) {}

  HashRetries(long startNanos) {
    this.startNanos = startNanos;
  }

  @Nullable Waiting get(ObjectKey key) {
    return waiting.get(key);
  }

  /** Whether a file has to wait some more. */
  boolean isEarly(ObjectKey key, long nowNanos) {
    Waiting found = waiting.get(key);
    return found != null && found.dueNanos() - nowNanos > 0;
  }

  /**
   * How long to wait.
   *
   * @param first the first time; doubled each time that the file comes back
   * @param longest but never longer than this
   */
  record Delay(Duration first, Duration longest) {
    long nanos(int tries) {
      return Math.min(first.toNanos() << Math.min(tries, 20), longest.toNanos());
    }
  }

  /**
   * Has a file wait.
   *
   * @param seen its state, null when it could not be looked at
   */
  void put(ObjectKey key, @Nullable FileIdentity seen, Delay delay, long nowNanos) {
    Waiting before = waiting.get(key);
    if (before == null && waiting.size() >= MOST) {
      return;
    }
    boolean same = before != null && seen != null && seen.equals(before.seen());
    int tries = before == null ? 0 : before.tries() + 1;
    long since = before != null && same ? before.sinceNanos() : nowNanos;
    long at = nowNanos + delay.nanos(tries);
    waiting.put(key, new Waiting(seen, since, at, tries));
    due.add(new Due(key, at, at - startNanos));
  }

  /** Whether the file whose time has come is longer than this, or nobody knows. */
  boolean nextIsLonger(long sizeBytes, long nowNanos) {
    Due next = due.peek();
    if (next == null || next.dueNanos() - nowNanos > 0) {
      return false;
    }
    Waiting entry = waiting.get(next.key());
    FileIdentity seen = entry == null ? null : entry.seen();
    return entry != null && (seen == null || seen.sizeBytes() > sizeBytes);
  }

  /** A file whose time has come; it stays known until {@link #forget}. */
  @Nullable ObjectKey next(long nowNanos) {
    while (!due.isEmpty() && due.peek().dueNanos() - nowNanos <= 0) {
      Due found = due.remove();
      Waiting entry = waiting.get(found.key());
      if (entry != null && entry.dueNanos() == found.dueNanos()) {
        return found.key();
      }
    }
    return null;
  }

  void forget(ObjectKey key) {
    waiting.remove(key);
  }

  int size() {
    return waiting.size();
  }
}
