package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Directories of which the index is known to have a row and no placeholder, those asked for last:
 * so that writing into the same one again and again costs no look-up. For one thread at a time.
 */
final class KnownDirectories {
  private static final int MOST = 256;

  private final Map<ObjectKey, Boolean> known =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectKey, Boolean> eldest) {
          return size() > MOST;
        }
      };

  boolean has(ObjectKey directory) {
    return known.get(directory) != null;
  }

  void add(ObjectKey directory) {
    known.put(directory, true);
  }

  /** What is about to be written. */
  void changed(RowChange change) {
    switch (change) {
      case RowChange.RemoveTree _ -> clear();
      case RowChange.PutObject put -> forget(put.subject());
      case RowChange.PutUnread put -> forget(put.subject());
      case RowChange.PutDirectory _, RowChange.RemoveObject _ -> {}
    }
  }

  private void forget(ObjectKey key) {
    if (key.isDirectory()) {
      known.remove(key);
    }
  }

  void clear() {
    known.clear();
  }
}
