package io.sluice.index;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Inode to directory, so that a directory which a pod renamed is known again. Directories only: one
 * small row each. A row is a hint, since nothing is done to it when its directory goes.
 */
final class InodeRows {
  private final Store store;

  InodeRows(Store store) {
    this.store = store;
  }

  static byte[] key(long inode) {
    return ByteBuffer.allocate(Long.BYTES).putLong(inode).array();
  }

  @Nullable ObjectKey directory(long inode) {
    byte[] path = store.get(Family.INODES, key(inode));
    return path == null ? null : ObjectKey.ofUtf8(path);
  }

  /** See {@link VolumeIndex#tidyInodes}. */
  long tidy(long after, int limit, Function<ObjectKey, @Nullable DirectoryRow> rows) {
    store.enter();
    try (WriteBatch stale = new WriteBatch();
        RocksIterator all = store.iterators(Family.INODES).getFirst()) {
      long last = -1;
      all.seek(key(after + 1));
      for (int seen = 0; all.isValid() && seen < limit; seen++) {
        last = ByteBuffer.wrap(all.key()).getLong();
        if (!isCurrent(last, ObjectKey.ofUtf8(all.value()), rows)) {
          stale.delete(store.handle(Family.INODES), all.key());
        }
        all.next();
      }
      boolean atEnd = !all.isValid();
      all.status();
      store.write(stale, false);
      return atEnd ? -1 : last;
    } catch (RocksDBException e) {
      throw store.fault(e);
    } finally {
      store.leave();
    }
  }

  private static boolean isCurrent(
      long inode, @Nullable ObjectKey directory, Function<ObjectKey, @Nullable DirectoryRow> rows) {
    DirectoryRow row = directory == null ? null : rows.apply(directory);
    FileIdentity readAt = row == null ? null : row.readAt();
    return readAt != null && readAt.inode() == inode;
  }
}
