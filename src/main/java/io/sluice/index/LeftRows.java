package io.sluice.index;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Rows of files whose directory went from its place, by the files' inodes: for when they turn up
 * elsewhere. They belong to a walk through the volume, by whose number they go. Safe for use by
 * many threads.
 *
 * <pre>
 *   meta   left/ | walk, odd or even 1 | inode 8   ->   length of the name 2 | name | record
 * </pre>
 */
public final class LeftRows {
  private static final byte[] PREFIX = "left/".getBytes(StandardCharsets.UTF_8);

  private final VolumeIndex index;

  public LeftRows(VolumeIndex index) {
    this.index = index;
  }

  /** Keeps rows during a walk. */
  public void put(long walk, List<ObjectEntry> rows) {
    StoreChange.make(
        index,
        (store, batch) -> {
          for (ObjectEntry row : rows) {
            batch.put(store.handle(Family.META), key(walk, row.identity().inode()), value(row));
          }
        });
  }

  private static byte[] prefix(long walk) {
    byte[] prefix = Arrays.copyOf(PREFIX, PREFIX.length + 1);
    prefix[PREFIX.length] = (byte) ('0' + (walk & 1));
    return prefix;
  }

  private static byte[] key(long walk, long inode) {
    byte[] prefix = prefix(walk);
    return ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(inode).array();
  }

  private static byte[] value(ObjectEntry row) {
    byte[] name = row.key().nameUtf8();
    byte[] record = ObjectRecord.encode(row);
    return ByteBuffer.allocate(Short.BYTES + name.length + record.length)
        .putShort((short) name.length)
        .put(name)
        .put(record)
        .array();
  }

  /** What was known of a file under its new key, null unless exactly it was. */
  public @Nullable ObjectEntry find(ObjectKey key, FileIdentity identity) {
    for (int walk = 0; walk < 2; walk++) {
      byte[] place = key(walk, identity.inode());
      byte[] value = index.reading(at -> at.store().get(Family.META, place));
      ObjectEntry row = value == null ? null : row(key, value);
      if (row != null && row.identity().equals(identity)) {
        return row;
      }
    }
    return null;
  }

  private static @Nullable ObjectEntry row(ObjectKey key, byte[] value) {
    int length = Short.toUnsignedInt(ByteBuffer.wrap(value).getShort());
    int record = Short.BYTES + length;
    boolean isNamedSo =
        record < value.length
            && Arrays.equals(Arrays.copyOfRange(value, Short.BYTES, record), key.nameUtf8());
    return isNamedSo
        ? ObjectRecord.decode(key, Arrays.copyOfRange(value, record, value.length))
        : null;
  }

  /** Forgets what was kept during walks whose numbers are odd, or even, as this one is. */
  public void forget(long walk) {
    StoreChange.make(
        index,
        (store, batch) ->
            batch.deleteRange(
                store.handle(Family.META), prefix(walk), KeyBytes.after(prefix(walk))));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return index.reading(at -> isEmpty(at.store()));
  }

  private static boolean isEmpty(Store store) {
    try (RocksIterator rows = store.iterators(Family.META).getFirst()) {
      rows.seek(PREFIX);
      boolean found = rows.isValid() && KeyBytes.startsWith(rows.key(), PREFIX);
      rows.status();
      return !found;
    } catch (RocksDBException e) {
      throw store.fault(e);
    }
  }
}
