package io.sluice.index;

import io.sluice.model.ObjectKey;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Writes rows of objects that this program never would. */
public final class TamperedRows {
  private TamperedRows() {}

  /** Puts bytes in the place of an object's record. */
  public static void put(VolumeIndex index, ObjectKey key, byte[] record) {
    int _ =
        index.reading(at -> {
          try (WriteBatch batch = new WriteBatch()) {
            batch.put(at.store().handle(Family.OBJECTS), key.utf8(), record);
            at.store().write(batch, false);
            return record.length;
          } catch (RocksDBException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Has the index say that it has this format. */
  public static void format(VolumeIndex index, long format) {
    int _ =
        index.reading(at -> {
          at.meta().writeFormat(format);
          return 0;
        });
  }
}
