package io.sluice.index;

import io.sluice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** How far the hashing of long files has come, so that a restart goes on there. Few at a time. */
public final class HashNotes {
  private static final byte[] PREFIX = "hash/".getBytes(StandardCharsets.UTF_8);

  private final VolumeIndex index;

  public HashNotes(VolumeIndex index) {
    this.index = index;
  }

  /**
   * Keeps a note in place of the one before.
   *
   * @param note the caller's, unread
   */
  public void put(ObjectKey key, byte[] note) {
    StoreChange.make(index, (store, batch) -> batch.put(store.handle(Family.META), row(key), note));
  }

  public byte @Nullable [] get(ObjectKey key) {
    return index.reading(at -> at.store().get(Family.META, row(key)));
  }

  public void remove(ObjectKey key) {
    StoreChange.make(index, (store, batch) -> batch.delete(store.handle(Family.META), row(key)));
  }

  /** The keys of all notes. */
  public List<ObjectKey> keys() {
    return index.reading(at -> keys(at.store()));
  }

  private static List<ObjectKey> keys(Store store) {
    List<ObjectKey> keys = new ArrayList<>();
    try (RocksIterator rows = store.iterators(Family.META).getFirst()) {
      for (rows.seek(PREFIX);
          rows.isValid() && KeyBytes.startsWith(rows.key(), PREFIX);
          rows.next()) {
        byte[] row = rows.key();
        ObjectKey key = ObjectKey.ofUtf8(Arrays.copyOfRange(row, PREFIX.length, row.length));
        if (key != null) {
          keys.add(key);
        }
      }
      rows.status();
      return keys;
    } catch (RocksDBException e) {
      throw store.fault(e);
    }
  }

  private static byte[] row(ObjectKey key) {
    byte[] utf8 = key.utf8();
    byte[] row = Arrays.copyOf(PREFIX, PREFIX.length + utf8.length);
    System.arraycopy(utf8, 0, row, PREFIX.length, utf8.length);
    return row;
  }
}
