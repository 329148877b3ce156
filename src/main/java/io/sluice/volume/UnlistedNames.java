package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many names each directory has that can't be keys because they aren't UTF-8, as of its last
 * reading. For the log and the status; of very many such directories the longest unseen are
 * forgotten.
 */
final class UnlistedNames {
  private static final int MOST_DIRECTORIES = 10_000;

  private final Map<ObjectKey, Integer> counts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectKey, Integer> eldest) {
          return size() > MOST_DIRECTORIES;
        }
      };

  /** Notes a reading's count; true when it is news. */
  synchronized boolean note(ObjectKey directory, int names) {
    Integer before = names == 0 ? counts.remove(directory) : counts.put(directory, names);
    return names > 0 && (before == null || before != names);
  }

  /** All such names that are known. */
  synchronized long total() {
    return counts.values().stream().mapToLong(Integer::longValue).sum();
  }
}
