package io.sluice.index;

import io.sluice.index.IndexFailure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.Holder;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;

/**
 * The open database: bytes in, bytes out, every use counted. Damage that shows only later, when a
 * table is read, is noted in a file beside the database, so that the next opening knows.
 */
final class Store implements AutoCloseable {
  private static final String DAMAGE_NOTE = "DAMAGED";

  private final Path directory;
  private final StoreOptions options;
  private final RocksDB database;
  private final List<ColumnFamilyHandle> handles;
  private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
  private final Map<Family, Integer> numbers = new EnumMap<>(Family.class);
  private final Lifetime lifetime = new Lifetime(this::end);
  private final LongAdder writtenBytes = new LongAdder();
  private volatile Runnable afterwards = () -> {};

  private Store(
      Path directory, StoreOptions options, RocksDB database, List<ColumnFamilyHandle> handles)
      throws RocksDBException {
    this.directory = directory;
    this.options = options;
    this.database = database;
    this.handles = handles;
    for (ColumnFamilyHandle handle : handles) {
      for (Family family : Family.values()) {
        if (Arrays.equals(handle.getName(), family.familyName())) {
          families.put(family, handle);
          numbers.put(family, handle.getID());
        }
      }
    }
  }

  /** Whether there is a database in a directory. */
  static boolean exists(Path directory) {
    return Files.exists(directory.resolve("CURRENT"));
  }

  static Store open(Path directory, IndexSettings settings) throws IndexFailure {
    makeDirectory(directory);
    RocksDB.loadLibrary(); // Does nothing when NativeLibrary has loaded it.
    return open(directory, StoreOptions.onDisk(settings));
  }

  /** A store that touches no disk. */
  static Store openInMemory(IndexSettings settings) throws IndexFailure {
    RocksDB.loadLibrary();
    return open(Path.of("/memory"), StoreOptions.inMemory(settings));
  }

  private static Store open(Path directory, StoreOptions options) throws IndexFailure {
    RocksDB database = null;
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    boolean done = false;
    try {
      String path = directory.toString();
      database = RocksDB.open(options.database(), path, families(directory, options), handles);
      Store store = new Store(directory, options, database, handles);
      done = true;
      return store;
    } catch (RocksDBException e) {
      throw new IndexFailure(Faults.kind(e), "index " + directory + ": " + e.getMessage(), e);
    } finally {
      if (!done) {
        handles.forEach(ColumnFamilyHandle::close);
        if (database != null) {
          database.close();
        }
        options.close();
      }
    }
  }

  private static void makeDirectory(Path directory) throws IndexFailure {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IndexFailure(Kind.IO, "index " + directory + " can't be made", e);
    }
    if (Files.exists(directory.resolve(DAMAGE_NOTE))) {
      throw new IndexFailure(
          Kind.DAMAGED,
          "index " + directory + " was found damaged while it was in use",
          new IOException(DAMAGE_NOTE));
    }
  }

  /** Ours, and those that a newer version may have added: RocksDB opens with all or not at all. */
  private static List<ColumnFamilyDescriptor> families(Path directory, StoreOptions options)
      throws RocksDBException {
    ColumnFamilyOptions family = options.family();
    List<ColumnFamilyDescriptor> all = new ArrayList<>();
    all.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family));
    for (Family ours : Family.values()) {
      all.add(new ColumnFamilyDescriptor(ours.familyName(), family));
    }
    if (!options.isInMemory() && exists(directory)) {
      try (Options plain = new Options()) {
        for (byte[] name : RocksDB.listColumnFamilies(plain, directory.toString())) {
          if (all.stream().noneMatch(known -> Arrays.equals(known.getName(), name))) {
            all.add(new ColumnFamilyDescriptor(name, family));
          }
        }
      }
    }
    return all;
  }

  /** Begins a use that outlives one call; {@link #leave} ends it. */
  void enter() {
    lifetime.enter();
  }

  /** The same unless it is closed. */
  boolean tryEnter() {
    return lifetime.tryEnter();
  }

  void leave() {
    lifetime.leave();
  }

  /** How many bytes were written to it since it was opened. */
  long writtenBytes() {
    return writtenBytes.sum();
  }

  byte @Nullable [] get(Family family, byte[] key) {
    lifetime.enter();
    try {
      return database.get(handle(family), key);
    } catch (RocksDBException e) {
      throw fault(e);
    } finally {
      lifetime.leave();
    }
  }

  /** The same, only if it can be told from memory; null also when it is closed. */
  byte @Nullable [] getNow(Family family, byte[] key) {
    if (!lifetime.tryEnter()) {
      return null;
    }
    try {
      Holder<byte[]> found = new Holder<>();
      // Unlike a read that may touch no disk, this does not throw when it can't tell.
      return database.keyMayExist(handle(family), options.remembered(), key, found)
          ? found.getValue()
          : null;
    } finally {
      lifetime.leave();
    }
  }

  /** The same as of a snapshot. The caller has entered. */
  byte @Nullable [] get(Family family, byte[] key, ReadOptions moment) {
    try {
      return database.get(handle(family), moment, key);
    } catch (RocksDBException e) {
      throw fault(e);
    }
  }

  /** Keeps what is there now from being compacted away. The caller has entered. */
  Snapshot snapshot() {
    return database.getSnapshot();
  }

  /** Lets go of a snapshot. The caller has entered. */
  void release(Snapshot snapshot) {
    database.releaseSnapshot(snapshot);
  }

  void write(WriteBatch batch, boolean sync) {
    lifetime.enter();
    try {
      database.write(sync ? options.synced() : options.unsynced(), batch);
      writtenBytes.add(batch.getDataSize());
    } catch (RocksDBException e) {
      throw fault(e);
    } finally {
      lifetime.leave();
    }
  }

  /** The same of rows that were put together here. */
  void write(RowBatch rows) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch(rows.toBytes())) {
      write(batch, false);
    }
  }

  /** Grows with every change. */
  long sequence() {
    return database.getLatestSequenceNumber();
  }

  /** Links the store's files as they are now into a directory that is not there yet. */
  void checkpoint(Path target) throws IndexFailure {
    lifetime.enter();
    try (org.rocksdb.Checkpoint checkpoint = org.rocksdb.Checkpoint.create(database)) {
      checkpoint.createCheckpoint(target.toString());
    } catch (RocksDBException e) {
      throw new IndexFailure(Faults.kind(e), "checkpoint " + target + ": " + e.getMessage(), e);
    } finally {
      lifetime.leave();
    }
  }

  /**
   * Iterators over these families at one moment. The caller has entered, and closes them before it
   * leaves.
   */
  List<RocksIterator> iterators(Family... over) {
    // With options of our own: the binding would make new ones each time and never free them.
    return iterators(options.reads(), over);
  }

  /** How iterators read the present. */
  ReadOptions reads() {
    return options.reads();
  }

  /** The same as of a snapshot. */
  List<RocksIterator> iterators(ReadOptions moment, Family... over) {
    try {
      return database.newIterators(Stream.of(over).map(this::handle).toList(), moment);
    } catch (RocksDBException e) {
      throw fault(e);
    }
  }

  /** The handle of a family, for a batch whose maker has entered. */
  ColumnFamilyHandle handle(Family family) {
    ColumnFamilyHandle handle = families.get(family);
    if (handle == null) {
      throw new IllegalStateException("no column family " + family);
    }
    return handle;
  }

  /** The number that a family has in batches. */
  int number(Family family) {
    return Objects.requireNonNull(numbers.get(family), "no such column family");
  }

  IndexFaultException fault(RocksDBException e) {
    return noted(
        new IndexFaultException(Faults.kind(e), "index " + directory + ": " + e.getMessage(), e));
  }

  /** Leaves a note when a fault means damage. */
  IndexFaultException noted(IndexFaultException fault) {
    if (fault.kind() == Kind.DAMAGED && !options.isInMemory()) {
      try {
        Files.write(directory.resolve(DAMAGE_NOTE), new byte[0]);
      } catch (IOException e) {
        fault.addSuppressed(e);
      }
    }
    return fault;
  }

  @Override
  public void close() {
    lifetime.close();
  }

  /** Closes without waiting; the last user runs what comes after. */
  void retire(Runnable after) {
    afterwards = after;
    lifetime.retire();
  }

  private void end() {
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    options.close();
    afterwards.run();
  }
}
