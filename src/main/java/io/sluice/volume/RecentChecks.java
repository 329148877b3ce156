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
   */
  record Check(long atNanos, long tookNanos, boolean denied, long generation) {}

  RecentChecks(int limit) {
    this.limit = limit;
  }

  synchronized @Nullable Check get(ObjectKey directory) {
    return checks.get(directory);
  }

  /**
   * Forgets a look, since something may have changed after it. One that was costly and is recent
   * stays: else a large directory that changes all the time would be read all the time.
   */
  synchronized void doubt(ObjectKey directory, long nowNanos) {
    Check check = checks.get(directory);
    if (check != null && nowNanos - check.atNanos() > COST_SHARE * check.tookNanos()) {
      checks.remove(directory);
    }
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
