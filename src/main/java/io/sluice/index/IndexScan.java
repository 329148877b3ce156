package io.sluice.index;

import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.VersionTags;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Two cursors over one moment of the index, objects and directories, each in key order. Must be
 * closed: it holds native memory. For one thread at a time; seek first.
 */
public final class IndexScan implements AutoCloseable {
  private final Store store;
  private final RocksIterator objects;
  private final RocksIterator directories;
  private final long generation;
  private boolean closed;
  private boolean unread;
  private boolean directoryKnown;
  private @Nullable ObjectKey directory;
  private @Nullable VersionTags versions;

  /** The caller has entered the store. */
  IndexScan(Generation from) {
    this(from, from.store().reads());
  }

  /** The same as of a snapshot. */
  IndexScan(Generation from, ReadOptions moment) {
    this.store = from.store();
    this.generation = from.number();
    store.enter();
    try {
      List<RocksIterator> both = store.iterators(moment, Family.OBJECTS, Family.DIRECTORIES);
      objects = both.get(0);
      directories = both.get(1);
    } catch (RuntimeException e) {
      store.leave();
      throw e;
    }
  }

  /** Of which store of the index this is a view: {@link VolumeIndex#generation}. */
  public long generation() {
    return generation;
  }

  /** Moves both cursors to the first key not less than these bytes. */
  public void seek(byte[] from) {
    seekObjects(from);
    seekDirectories(from);
  }

  public void seekObjects(byte[] from) {
    open(objects).seek(from);
  }

  public void seekDirectories(byte[] from) {
    directoryKnown = false;
    open(directories).seek(from);
  }

  /** The object under the cursor without its metadata, null at the end. */
  public @Nullable ListedObject object() {
    ObjectKey key = key(objects);
    if (key == null) {
      return null;
    }
    byte[] value = objects.value();
    unread = ObjectRecord.isUnread(value);
    VersionTags made = versions();
    return reading(() -> ObjectRecord.decodeListed(key, value, made));
  }

  private VersionTags versions() {
    VersionTags made = versions;
    if (made == null) {
      made = new VersionTags();
      versions = made;
    }
    return made;
  }

  /** Whether the file of the object asked for last was only seen: its tag may be a better one. */
  public boolean isUnread() {
    return unread;
  }

  /** The same object, whole; null also when its file was only seen. */
  public @Nullable ObjectEntry objectEntry() {
    ObjectKey key = key(objects);
    return key == null ? null : reading(() -> ObjectRecord.decode(key, objects.value()));
  }

  public void nextObject() {
    open(objects).next();
  }

  /** The directory under the cursor, null at the end. Cheap to ask for each object before it. */
  public @Nullable ObjectKey directory() {
    if (!directoryKnown) {
      directory = key(directories);
      directoryKnown = true;
    }
    return directory;
  }

  public @Nullable DirectoryRow directoryRow() {
    return isValid(directories) ? reading(() -> DirectoryRecord.decode(directories.value())) : null;
  }

  public void nextDirectory() {
    directoryKnown = false;
    open(directories).next();
  }

  byte @Nullable [] objectBytes() {
    return isValid(objects) ? objects.key() : null;
  }

  byte @Nullable [] directoryBytes() {
    return isValid(directories) ? directories.key() : null;
  }

  /** The file under the cursor under a name of the caller's. */
  IndexedChild objectFile(byte[] name) {
    return reading(() -> ObjectRecord.decodeChild(name, open(objects).value()));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      objects.close();
      directories.close();
      store.leave();
    }
  }

  private @Nullable ObjectKey key(RocksIterator cursor) {
    if (!isValid(cursor)) {
      return null;
    }
    ObjectKey key = ObjectKey.ofOwn(cursor.key());
    if (key == null) {
      throw store.noted(
          new IndexFaultException(
              IndexFailure.Kind.DAMAGED,
              "a row whose key is not UTF-8",
              new IllegalStateException("not UTF-8")));
    }
    return key;
  }

  /** Tells the end from damage: a cursor stops at both. */
  private boolean isValid(RocksIterator cursor) {
    if (open(cursor).isValid()) {
      return true;
    }
    try {
      cursor.status();
      return false;
    } catch (RocksDBException e) {
      throw store.fault(e);
    }
  }

  private RocksIterator open(RocksIterator cursor) {
    if (closed) {
      throw new IllegalStateException("the scan is closed");
    }
    return cursor;
  }

  private <T> T reading(Supplier<T> decode) {
    try {
      return decode.get();
    } catch (IndexFaultException e) {
      throw store.noted(e);
    }
  }
}
