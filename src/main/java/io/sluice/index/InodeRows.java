package io.sluice.index;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Inode to directory, so that a directory which a pod renamed is known again. Directories only: one
 * small row each. A row is a hint, since nothing is done to it when its directory goes.
 */
final class InodeRows {
  private InodeRows() {}

  static byte[] key(long inode) {
    return ByteBuffer.allocate(Long.BYTES).putLong(inode).array();
  }

  static @Nullable ObjectKey directory(Store store, long inode) {
    byte[] path = store.get(Family.INODES, key(inode));
    return path == null ? null : ObjectKey.ofUtf8(path);
  }

  /** See {@link SideRows#tidyInodes}. */
  static long tidy(Generation at, long after, int limit) {
    Store store = at.store();
    store.enter();
    try (WriteBatch stale = new WriteBatch();
        RocksIterator all = store.iterators(Family.INODES).getFirst()) {
      long last = -1;
      all.seek(key(after + 1));
      for (int seen = 0; all.isValid() && seen < limit; seen++) {
        last = ByteBuffer.wrap(all.key()).getLong();
        if (!isCurrent(at, last, ObjectKey.ofUtf8(all.value()))) {
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

  private static boolean isCurrent(Generation at, long inode, @Nullable ObjectKey directory) {
    DirectoryRow row = directory == null ? null : at.directory(directory);
    FileIdentity readAt = row == null ? null : row.readAt();
    return readAt != null && readAt.inode() == inode;
  }
}
