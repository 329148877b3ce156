package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys that clients were shown with a version tag, in the order in which they were. Of too many the
 * oldest go. A monitor of its own, so that no listing waits for the hasher.
 */
final class ShownKeys {
  private static final int MOST = 10_000;

  private final Set<ObjectKey> keys = new LinkedHashSet<>();

  synchronized void add(ObjectKey key) {
    if (keys.add(key) && keys.size() > MOST) {
      poll();
    }
  }

  synchronized @Nullable ObjectKey poll() {
    Iterator<ObjectKey> oldest = keys.iterator();
    if (!oldest.hasNext()) {
      return null;
    }
    ObjectKey key = oldest.next();
    oldest.remove();
    return key;
  }
}
