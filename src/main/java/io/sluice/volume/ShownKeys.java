package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys that clients were shown with a version tag, in the order in which they were, and how long
 * their files were. Of too many the oldest go. A monitor of its own, so that no listing waits for
 * the hasher.
 */
final class ShownKeys {
  private static final int MOST = 10_000;

  private final Map<ObjectKey, Long> sizes = new LinkedHashMap<>();

  synchronized void add(ObjectKey key, long sizeBytes) {
    if (sizes.putIfAbsent(key, sizeBytes) == null && sizes.size() > MOST) {
      poll();
    }
  }

  synchronized @Nullable ObjectKey poll() {
    Iterator<ObjectKey> oldest = sizes.keySet().iterator();
    if (!oldest.hasNext()) {
      return null;
    }
    ObjectKey key = oldest.next();
    oldest.remove();
    return key;
  }

  /** Whether the next one is longer than this; false when there is none. */
  synchronized boolean nextIsLonger(long sizeBytes) {
    Iterator<Long> oldest = sizes.values().iterator();
    return oldest.hasNext() && oldest.next() > sizeBytes;
  }
}
