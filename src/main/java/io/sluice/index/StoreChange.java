package io.sluice.index;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Rows that are written in one step, without waiting for the disk. */
interface StoreChange {
  void to(Store store, WriteBatch batch) throws RocksDBException;

  /** Makes a change, in whatever store the index has by then. */
  static void make(VolumeIndex index, StoreChange change) {
    boolean _ =
        index.reading(at -> {
          try (WriteBatch batch = new WriteBatch()) {
            change.to(at.store(), batch);
            at.store().write(batch, false);
          } catch (RocksDBException e) {
            throw at.store().fault(e);
          }
          return true;
        });
  }
}
