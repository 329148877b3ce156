package io.sluice.index;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

/**
 * The index at one moment, for questions about single rows long after. Costs next to nothing, but
 * what is deleted or replaced meanwhile keeps its space on disk until this is closed. Safe for use
 * by many threads.
 */
public final class IndexMoment implements AutoCloseable {
  private final Store store;
  private final Snapshot snapshot;
  private final ReadOptions options;
  private boolean closed;

  IndexMoment(Store store) {
    this.store = store;
    store.enter();
    snapshot = store.snapshot();
    options = new ReadOptions().setSnapshot(snapshot);
  }

  /** The object as it was; null when there was none, and after closing. */
  public synchronized @Nullable ObjectEntry object(ObjectKey key) {
    byte[] value = closed ? null : store.get(Family.OBJECTS, key.utf8(), options);
    return value == null ? null : ObjectRecord.decode(key, value);
  }

  /** The directory as it was; null when there was none, and after closing. */
  public synchronized @Nullable DirectoryRow directory(ObjectKey directory) {
    byte[] value = closed ? null : store.get(Family.DIRECTORIES, directory.utf8(), options);
    return value == null ? null : DirectoryRecord.decode(value);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      options.close();
      store.release(snapshot);
      store.leave();
    }
  }
}
