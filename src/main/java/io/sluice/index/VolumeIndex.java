package io.sluice.index;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The index of one volume. Safe for use by many threads. Failures after opening are {@link
 * IndexFaultException}s; uses after closing are {@link IllegalStateException}s.
 *
 * <p>Its store can be replaced while it is in use ({@link #replaceBy}). Scans and batches stay with
 * the store that they began with, everything else goes to the one of the moment. Single reads, and
 * changes of uploads, that meet a failing store tell the {@link FaultHandler} and then go to the
 * store that it put in place.
 */
public final class VolumeIndex implements UploadSink, AutoCloseable {
  /** How often one read meets failing stores before it fails itself. */
  private static final int ATTEMPTS = 3;

  private final IndexFolder folder;
  private final Path directory;
  private final IndexSettings settings;
  private final AtomicLong lastNumber = new AtomicLong(1);
  // Shared by each change and read of uploads, alone for copying them to another store.
  private final ReentrantReadWriteLock uploadGate = new ReentrantReadWriteLock();
  private volatile Generation current;
  private volatile @Nullable Path putAway;
  private volatile FaultHandler handler = FaultHandler.NONE;

  private VolumeIndex(
      IndexFolder folder, Path directory, IndexSettings settings, Generation first) {
    this.folder = folder;
    this.directory = directory;
    this.settings = settings;
    this.current = first;
  }

  /**
   * Opens, or makes, the index in a directory.
   *
   * @throws IndexFailure NEWER_FORMAT when a newer version wrote it, DAMAGED when it can't be read,
   *     IN_USE, IO
   */
  public static VolumeIndex open(Path directory, IndexSettings settings) throws IndexFailure {
    IndexFolder folder = new IndexFolder(directory);
    try {
      Path newest = folder.newest();
      Path store = newest == null ? folder.next() : newest;
      Generation first = Generation.open(1, store, settings);
      folder.keepOnlyIfPossible(store);
      return new VolumeIndex(folder, directory, settings, first);
    } catch (IOException e) {
      throw Generation.failure(directory, e);
    }
  }

  /** Opens an index that lies in memory, for a directory that can't be used at the moment. */
  public static VolumeIndex openInMemory(Path directory, IndexSettings settings)
      throws IndexFailure {
    Generation first = Generation.inMemory(1, settings);
    IndexFolder folder = new IndexFolder(directory);
    VolumeIndex index = new VolumeIndex(folder, directory, settings, first);
    index.putAway = folder.newestIfAny();
    return index;
  }

  /**
   * Deletes an index that nobody has open; nothing happens when there is none. What it held is read
   * from the volume again.
   */
  public static void destroy(Path directory) throws IOException {
    IndexFolder.delete(directory);
  }

  /** Whether opening made this index, so that it knows nothing yet. */
  public boolean wasFresh() {
    return current.fresh();
  }

  /**
   * The format that an older version had given it, 0 when it was made just now or has today's. Its
   * rows are read as they are; sums that were missing have been counted.
   */
  public long olderFormat() {
    long before = current.formatBefore();
    return before < IndexMeta.FORMAT ? before : 0;
  }

  /** Whether the last user closed it. After a power cut it may be some seconds behind. */
  public boolean wasClean() {
    return current.clean();
  }

  /**
   * Ties the index to a tree by the inode of its root, the first time; later tells whether it is
   * that tree's. When it is another's: close, {@link #destroy}, open anew.
   */
  public boolean belongsTo(long rootInode) {
    return reading(at -> at.belongsTo(rootInode));
  }

  /** Which store is in use; another number means another store. */
  public long generation() {
    return current.number();
  }

  /** Whether the store in use lies in memory. */
  public boolean isInMemory() {
    return current.directory() == null;
  }

  /** How many bytes were written to the store in use since it took its place. */
  public long writtenBytes() {
    return current.store().writtenBytes();
  }

  /** From now on decides about failing stores. */
  public void whenFailing(FaultHandler decider) {
    handler = decider;
  }

  /**
   * Has another store put in place of one that failed, for those who met the fault in a scan or a
   * batch. Returns when they may try again.
   *
   * @param generation of the scan, or {@link #generation} from before the batch was made
   */
  public void failed(long generation, IndexFaultException fault) {
    if (current.number() == generation) {
      handler.failed(generation, fault);
    }
  }

  /** Makes an empty store on the disk. */
  public Successor fresh() throws IndexFailure {
    Path store = folder.nextStore();
    Successor made = null;
    try {
      made = opened(store);
      return made;
    } finally {
      if (made == null) {
        IndexFolder.deleteIfPossible(store); // Else its number would hide those that are whole.
      }
    }
  }

  /** Makes an empty store in memory. */
  public Successor inMemory() throws IndexFailure {
    return new Successor(Generation.inMemory(lastNumber.incrementAndGet(), settings), false);
  }

  /**
   * Opens the store on the disk that was put away by {@link #replaceBy}, null when there is none.
   * It knows nothing of what happened since; identities of directories tell what that was.
   */
  public @Nullable Successor putAway() throws IndexFailure {
    Path there = putAway;
    long number = lastNumber.incrementAndGet();
    return there == null ? null : new Successor(Generation.open(number, there, settings), true);
  }

  /**
   * Puts another store in the place of the one in use, which ends with its last user. Nobody may be
   * writing objects and directories meanwhile, and nobody may write afterwards what was concluded
   * from the old store; the caller sees to that.
   *
   * @param rootInode that of the tree
   * @param uploads gives the new store all uploads there are
   * @param keep whether the files of the old store stay, to be {@link #putAway}
   */
  public void replaceBy(
      Successor next, long rootInode, Consumer<UploadSink> uploads, boolean keep) {
    Generation old;
    uploadGate.writeLock().lock();
    try {
      old = current;
      Generation generation = next.generation();
      generation.meta().writeRoot(rootInode);
      generation.uploads().clear();
      uploads.accept(generation.uploads());
      current = next.take();
    } finally {
      uploadGate.writeLock().unlock();
    }
    if (keep && old.directory() != null) {
      putAway = old.directory();
    }
    old.retire(keep);
    if (!isInMemory()) {
      removePutAway();
    }
  }

  /** A text that is another one after every change, and after a restart. */
  public String change() {
    return reading(at -> at.number() + "-" + at.store().sequence());
  }

  /** The store in use as it is now, for copying; null when it lies in memory. */
  public @Nullable Checkpoint checkpoint() throws IndexFailure {
    Generation at = enter();
    try {
      Path store = at.directory();
      if (store == null) {
        return null;
      }
      String change = at.number() + "-" + at.store().sequence();
      return Checkpoint.of(
          at.store(), store.resolveSibling(store.getFileName() + ".checkpoint"), change);
    } finally {
      at.store().leave();
    }
  }

  /** Begins a store that is put together from files. */
  public Restoration restoration() throws IndexFailure {
    try {
      return new Restoration(this, folder.nextStore());
    } catch (IOException e) {
      throw Generation.failure(directory, e);
    }
  }

  Successor opened(Path store) throws IndexFailure {
    return new Successor(Generation.open(lastNumber.incrementAndGet(), store, settings), false);
  }

  /** Once there is a store on the disk again, it is this one or of no more use. */
  private void removePutAway() {
    Path there = putAway;
    putAway = null;
    IndexFolder.deleteUnless(current.directory(), there);
  }

  /** Whether the disk has room for a store to begin with. */
  public boolean hasRoom() {
    return folder.hasRoom(settings.writeBufferBytes());
  }

  /** The object; null also for a file that was only seen: {@link Sightings}. */
  public @Nullable ObjectEntry object(ObjectKey key) {
    return reading(at -> at.object(key));
  }

  /** The row, only if it can be told without a disk; null when it can't, or there is none. */
  public @Nullable ObjectEntry objectNow(ObjectKey key) {
    return current.objectNow(key);
  }

  public @Nullable DirectoryRow directory(ObjectKey key) {
    return reading(at -> at.directory(key));
  }

  /** The index as it is now, for single questions later on. */
  public IndexMoment moment() {
    return beginning(IndexMoment::new);
  }

  /** A new set of changes, applied together or not at all. */
  public IndexBatch batch() {
    return beginning(at -> new IndexBatch(at.store(), at.ledger()));
  }

  /**
   * What the files add up to whose keys begin with some bytes: a directory's or any others, {@link
   * ObjectKey#ROOT} for all. As exact as the index is; takes some milliseconds, whatever it holds.
   */
  public Usage usage(ObjectKey prefix) {
    return reading(at -> at.ledger().usage(prefix.utf8()));
  }

  /** An ordered view of objects and directories at one moment. */
  public IndexScan scan() {
    return beginning(IndexScan::new);
  }

  @Override
  public void putUpload(ObjectKey key, String uploadId, String json) {
    changing(uploads -> uploads.putUpload(key, uploadId, json));
  }

  public @Nullable StoredUpload upload(String uploadId) {
    return ofUploads(uploads -> uploads.upload(uploadId));
  }

  /**
   * Uploads in the order of (key, upload id), strictly after a place in it.
   *
   * @param key null to begin with the first
   * @param uploadId null for after all uploads of the key
   */
  public List<StoredUpload> uploadsAfter(
      @Nullable ObjectKey key, @Nullable String uploadId, ObjectKey prefix, int limit) {
    byte[] from = UploadRows.after(key, uploadId, prefix);
    return ofUploads(uploads -> uploads.uploads(from, prefix, limit));
  }

  /** Forgets an upload and its parts; nothing happens when there is none. */
  public void removeUpload(String uploadId) {
    changing(uploads -> uploads.removeUpload(uploadId));
  }

  @Override
  public void putPart(String uploadId, int number, String json) {
    changing(uploads -> uploads.putPart(uploadId, number, json));
  }

  /** Parts in the order of their numbers, those above a number. */
  public List<StoredPart> partsAfter(String uploadId, int number, int limit) {
    return ofUploads(uploads -> uploads.partsAfter(uploadId, number, limit));
  }

  /**
   * Marks the index as closed cleanly and closes it. Scans and batches that others still hold stay
   * usable, and keep it locked until they are closed.
   */
  @Override
  public void close() {
    Generation last = current;
    try {
      last.meta().writeClean();
    } catch (IllegalStateException e) {
      return; // Closed before.
    } catch (IndexFaultException e) {
      last.abandon();
      throw e;
    }
    last.abandon();
  }

  private void changing(Consumer<UploadRows> change) {
    ofUploads(uploads -> {
      change.accept(uploads);
      return 0;
    });
  }

  private <T extends @Nullable Object> T ofUploads(Function<UploadRows, T> use) {
    return reading(at -> {
      // Replacing waits here for the use, and whoever comes after goes to the new store.
      uploadGate.readLock().lock();
      try {
        return use.apply(current.uploads());
      } finally {
        uploadGate.readLock().unlock();
      }
    });
  }

  <T extends @Nullable Object> T reading(Function<Generation, T> read) {
    for (int attempt = 1; ; attempt++) {
      Generation at = enter();
      IndexFaultException failed;
      try {
        return read.apply(at);
      } catch (IndexFaultException fault) {
        failed = fault;
      } finally {
        at.store().leave();
      }
      if (attempt == ATTEMPTS) {
        throw failed;
      }
      failed(at.number(), failed);
    }
  }

  private <T> T beginning(Function<Generation, T> use) {
    Generation at = enter();
    try {
      return use.apply(at);
    } finally {
      at.store().leave();
    }
  }

  /** The store of the moment, entered. */
  private Generation enter() {
    while (true) {
      Generation at = current;
      if (at.store().tryEnter()) {
        return at;
      }
      if (at.number() == current.number()) {
        throw new IllegalStateException("the index is closed");
      }
    }
  }
}
