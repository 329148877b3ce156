package io.sluice.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The objects that a batch is about to replace, asked for in key order. Many are looked up with a
 * cursor: where it stands beyond the next keys, those are new, and that costs nothing. Few are
 * looked up singly, since filters tell what is absent.
 */
final class OldRows implements AutoCloseable {
  private static final int FEW = 4;

  private final Store store;
  private final @Nullable RocksIterator cursor;
  private byte @Nullable [] at;
  private boolean begun;

  OldRows(Store store, int lookups) {
    this.store = store;
    this.cursor = lookups <= FEW ? null : store.iterators(Family.OBJECTS).getFirst();
  }

  /** The value of a key's row; keys only ever ascend. */
  byte @Nullable [] value(byte[] key) throws RocksDBException {
    if (cursor == null) {
      return store.get(Family.OBJECTS, key);
    }
    if (!begun || (at != null && Arrays.compareUnsigned(at, key) < 0)) {
      begun = true;
      cursor.seek(key);
      look(cursor);
    }
    if (at == null || !Arrays.equals(at, key)) {
      return null;
    }
    byte[] value = cursor.value();
    cursor.next();
    look(cursor);
    return value;
  }

  /** Whether it is known that no row lies above the key asked for last and below this end. */
  boolean noneBefore(byte @Nullable [] end) {
    return begun && (at == null || (end != null && Arrays.compareUnsigned(at, end) >= 0));
  }

  private void look(RocksIterator rows) throws RocksDBException {
    at = rows.isValid() ? rows.key() : null;
    if (at == null) {
      rows.status(); // Damage must not look like the end.
    }
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
    }
  }
}
