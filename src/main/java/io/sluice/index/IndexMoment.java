package io.sluice.index;

import io.sluice.model.FileIdentity;
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
  private final Generation at;
  private final Store store;
  private final Snapshot snapshot;
  private final ReadOptions options;
  private boolean closed;

  IndexMoment(Generation at) {
    this.at = at;
    this.store = at.store();
    store.enter();
    snapshot = store.snapshot();
    options = new ReadOptions().setSnapshot(snapshot);
  }

  /** The state that a file's row was of: {@link Sightings#of}; null after closing. */
  public synchronized @Nullable FileIdentity seen(ObjectKey key) {
    byte[] value = closed ? null : store.get(Family.OBJECTS, key.utf8(), options);
    try {
      return value == null ? null : ObjectRecord.decodeIdentity(value);
    } catch (IndexFaultException e) {
      throw store.noted(e);
    }
  }

  /**
   * The object as it was; null when there was none or its file was only seen, and after closing.
   */
  public synchronized @Nullable ObjectEntry object(ObjectKey key) {
    byte[] value = closed ? null : store.get(Family.OBJECTS, key.utf8(), options);
    try {
      return value == null ? null : ObjectRecord.decode(key, value);
    } catch (IndexFaultException e) {
      throw store.noted(e);
    }
  }

  /** The directory as it was; null when there was none, and after closing. */
  public synchronized @Nullable DirectoryRow directory(ObjectKey directory) {
    byte[] value = closed ? null : store.get(Family.DIRECTORIES, directory.utf8(), options);
    try {
      return value == null ? null : DirectoryRecord.decode(value);
    } catch (IndexFaultException e) {
      throw store.noted(e);
    }
  }

  /** The directory that had this inode under some name: {@link SideRows#directoryOf}. */
  public synchronized @Nullable ObjectKey directoryOf(long inode) {
    byte[] path = closed ? null : store.get(Family.INODES, InodeRows.key(inode), options);
    return path == null ? null : ObjectKey.ofUtf8(path);
  }

  /** The names directly in a directory, as they were; to be closed before this is. */
  public ChildScan children(ObjectKey directory) {
    return childrenAfter(directory, new byte[0]);
  }

  /** The same, with names above this one only. */
  public synchronized ChildScan childrenAfter(ObjectKey directory, byte[] name) {
    if (closed) {
      throw new IllegalStateException("the moment is over");
    }
    return new ChildScan(new IndexScan(at, options), directory, name);
  }

  /** Of which store of the index this is a view: {@link VolumeIndex#generation}. */
  public long generation() {
    return at.number();
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
