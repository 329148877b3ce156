package io.sluice.index;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Rows of objects that were read lately, decoded, on the heap: asking RocksDB costs ten times as
 * much. Each key has one slot of two places; whoever comes later takes the first, and who was there
 * moves to the second.
 *
 * <pre>
 * reader           n = writes of the slot;  row from the store;  slot = (row, n)
 * writer           writes + 1;  store changes;  writes + 1
 * reader           slot counts while its n is that of the slot's writes
 * </pre>
 *
 * <p>So a row that was read before a change was over is never taken for one read after it. What is
 * long stays out: the memory is bounded by {@link #MAX_BYTES} for every place, and what an object
 * needs besides. Safe for use by many threads.
 */
final class HotRows {
  /** A power of two; a row of an object that S3 wrote takes some 600 bytes of heap. */
  static final int SLOTS = 1 << 13;

  /** The longest value that is kept, as it is stored. */
  static final int MAX_BYTES = 512;

  /** Two to a slot: with one, 10,000 keys read at random were found in six of ten cases only. */
  private final AtomicReferenceArray<@Nullable Kept> places = new AtomicReferenceArray<>(2 * SLOTS);

  private final AtomicLongArray writes = new AtomicLongArray(SLOTS);
  private final AtomicLong treeWrites = new AtomicLong();

  /** A row, and how often its slot, or any tree, had been written to before it was read. */
  private record Kept(ObjectEntry entry, long writes, long treeWrites) {}

  /** Reads a row; null when there is none, or it can't be told. */
  interface Source {
    byte @Nullable [] row();
  }

  /** The row as kept, or as the source has it now. */
  @Nullable ObjectEntry get(ObjectKey key, Source source) {
    int slot = slot(key.hashCode());
    long before = writes.get(slot);
    long treesBefore = treeWrites.get();
    for (int place = 2 * slot; place <= 2 * slot + 1; place++) {
      Kept kept = places.get(place);
      if (kept != null
          && kept.writes() == before
          && kept.treeWrites() == treesBefore
          && kept.entry().key().equals(key)) {
        return kept.entry();
      }
    }
    byte[] value = source.row();
    if (value == null) {
      return null;
    }
    ObjectEntry entry = ObjectRecord.decode(key, value);
    if (entry != null && value.length <= MAX_BYTES) {
      places.set(2 * slot + 1, places.get(2 * slot));
      places.set(2 * slot, new Kept(entry, before, treesBefore));
    }
    return entry;
  }

  /** To be called right before changes begin, and again when they are made, or failed. */
  void note(Changes changes) {
    if (!changes.trees().isEmpty()) {
      treeWrites.incrementAndGet();
    }
    changes.eachObject(key -> writes.incrementAndGet(slot(Arrays.hashCode(key))));
  }

  private static int slot(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ (mixed >>> 16)) & (SLOTS - 1);
  }
}
