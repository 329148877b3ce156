package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When directories were last looked at; forgets the least recently used past its limit. */
final class RecentChecks {
  /** At most one part in so many of the time goes into looks for the sake of hints. */
  private static final int COST_SHARE = 8;

  private final int limit;
  private final Map<ObjectKey, Check> checks = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * One look.
   *
   * @param atNanos when it began, by the monotonic clock
   * @param tookNanos how long it took
   * @param denied whether the directory may not be read
   * @param generation the store of the index whose row it was compared with
   * @param doubted whether something may have changed since
   */
  record Check(long atNanos, long tookNanos, boolean denied, long generation, boolean doubted) {
    /**
     * Whether it tells nothing any more because something may have changed since. A costly one
     * counts for a while: else a large directory that changes all the time would be read all the
     * time.
     */
    boolean isOutdated(long nowNanos) {
      return doubted && nowNanos - atNanos > COST_SHARE * tookNanos;
    }
  }

  RecentChecks(int limit) {
    this.limit = limit;
  }

  synchronized @Nullable Check get(ObjectKey directory) {
    return checks.get(directory);
  }

  /** Something may have changed after a look, so that it counts for a shorter time. */
  synchronized void doubt(ObjectKey directory) {
    checks.computeIfPresent(
        directory,
        (key, check) ->
            new Check(
                check.atNanos(), check.tookNanos(), check.denied(), check.generation(), true));
  }

  synchronized void forget(ObjectKey directory) {
    checks.remove(directory);
  }

  /** How many are remembered. */
  synchronized int size() {
    return checks.size();
  }

  /** Forgets all looks. */
  synchronized void clear() {
    checks.clear();
  }

  synchronized void put(ObjectKey directory, Check check) {
    checks.put(directory, check);
    if (checks.size() > limit) {
      Iterator<ObjectKey> eldest = checks.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }
}
