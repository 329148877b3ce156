package io.sluice.index;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** Changes that become visible together. Close after {@link #apply}, or without it to drop them. */
public final class IndexBatch implements AutoCloseable {
  /**
   * Up to so many rows, a tree is forgotten row by row: a range delete slows later reads down until
   * it is compacted away, and most removed directories are small or empty.
   */
  private static final int ROWS_DELETED_SINGLY = 64;

  private final Store store;
  private final WriteBatch batch = new WriteBatch();
  private boolean closed;

  IndexBatch(Store store) {
    this.store = store;
    store.enter();
  }

  public IndexBatch put(ObjectEntry entry) {
    return change(() ->
        batch.put(store.handle(Family.OBJECTS), entry.key().utf8(), ObjectRecord.encode(entry)));
  }

  public IndexBatch removeObject(ObjectKey key) {
    return change(() -> batch.delete(store.handle(Family.OBJECTS), key.utf8()));
  }

  public IndexBatch putDirectory(ObjectKey directory, DirectoryRow row) {
    return change(() -> {
      batch.put(store.handle(Family.DIRECTORIES), directory.utf8(), DirectoryRecord.encode(row));
      if (row.readAt() != null) {
        batch.put(
            store.handle(Family.INODES), InodeRows.key(row.readAt().inode()), directory.utf8());
      }
    });
  }

  /**
   * Forgets a directory and every object and directory beneath it. Rows that this same batch put
   * beneath it before may stay or go: remove first, then put.
   */
  public IndexBatch removeTree(ObjectKey directory) {
    return change(() -> {
      removeBelow(Family.OBJECTS, directory);
      removeBelow(Family.DIRECTORIES, directory);
    });
  }

  /** Makes the changes; after that the batch is empty and may be filled again. */
  public void apply() {
    change(() -> {
      store.write(batch, false);
      batch.clear();
    });
  }

  /** How many changes are waiting. */
  public int size() {
    return batch.count();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      batch.close();
      store.leave();
    }
  }

  private void removeBelow(Family family, ObjectKey directory) throws RocksDBException {
    List<byte[]> few = new ArrayList<>();
    try (RocksIterator rows = store.iterators(family).getFirst()) {
      rows.seek(directory.utf8());
      while (rows.isValid() && KeyBytes.startsWith(rows.key(), directory.utf8())) {
        if (few.size() == ROWS_DELETED_SINGLY) {
          batch.deleteRange(
              store.handle(family), directory.utf8(), KeyBytes.after(directory.utf8()));
          return;
        }
        few.add(rows.key());
        rows.next();
      }
      rows.status();
    }
    for (byte[] key : few) {
      batch.delete(store.handle(family), key);
    }
  }

  private IndexBatch change(Step step) {
    if (closed) {
      throw new IllegalStateException("the batch is closed");
    }
    try {
      step.run();
      return this;
    } catch (RocksDBException e) {
      throw store.fault(e);
    }
  }

  private interface Step {
    void run() throws RocksDBException;
  }
}
