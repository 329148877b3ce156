package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When directories were last looked at; forgets the least recently used past its limit. */
final class RecentChecks {
  private final int limit;
  private final Map<ObjectKey, Check> checks = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * One look.
   *
   * @param atNanos when it began, by the monotonic clock
   * @param denied whether the directory may not be read
   * @param generation the store of the index whose row it was compared with
   */
  record Check(long atNanos, boolean denied, long generation) {}

  RecentChecks(int limit) {
    this.limit = limit;
  }

  synchronized @Nullable Check get(ObjectKey directory) {
    return checks.get(directory);
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
