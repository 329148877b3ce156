package io.sluice.index;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Usage;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The index of one volume. Safe for use by many threads. Failures after opening are {@link
 * IndexFaultException}s; uses after closing are {@link IllegalStateException}s.
 */
public final class VolumeIndex implements AutoCloseable {
  private final Store store;
  private final IndexMeta meta;
  private final UploadRows uploads;
  private final Ledger ledger;
  private final boolean fresh;
  private final boolean clean;

  private VolumeIndex(Store store, boolean fresh) throws IndexFailure {
    this.store = store;
    this.fresh = fresh;
    meta = new IndexMeta(store);
    uploads = new UploadRows(store);
    ledger = new Ledger(store);
    if (fresh) {
      meta.writeFormat(IndexMeta.FORMAT);
    } else if (meta.checkFormat() < IndexMeta.COUNTED_FORMAT) {
      ledger.recount();
      meta.writeFormat(IndexMeta.FORMAT);
    } else {
      ledger.load();
    }
    clean = meta.takeClean();
  }

  /**
   * Opens, or makes, the index in a directory.
   *
   * @throws IndexFailure NEWER_FORMAT when a newer version wrote it, DAMAGED when it can't be read,
   *     IN_USE, IO
   */
  public static VolumeIndex open(Path directory, IndexSettings settings) throws IndexFailure {
    boolean fresh = !Store.exists(directory);
    Store store = Store.open(directory, settings);
    VolumeIndex index = null;
    try {
      index = new VolumeIndex(store, fresh);
      return index;
    } catch (IndexFaultException e) {
      throw new IndexFailure(e.kind(), "index " + directory + " can't be used", e);
    } finally {
      if (index == null) {
        store.close();
      }
    }
  }

  /**
   * Deletes an index that nobody has open; nothing happens when there is none. What it held is read
   * from the volume again.
   */
  public static void destroy(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Whether opening made this index, so that it knows nothing yet. */
  public boolean wasFresh() {
    return fresh;
  }

  /** Whether the last user closed it. After a power cut it may be some seconds behind. */
  public boolean wasClean() {
    return clean;
  }

  /**
   * Ties the index to a tree by the inode of its root, the first time; later tells whether it is
   * that tree's. When it is another's: close, {@link #destroy}, open anew.
   */
  public boolean belongsTo(long rootInode) {
    Long known = meta.root();
    if (known == null) {
      meta.writeRoot(rootInode);
    }
    return known == null || known == rootInode;
  }

  public @Nullable ObjectEntry object(ObjectKey key) {
    byte[] value = store.get(Family.OBJECTS, key.utf8());
    try {
      return value == null ? null : ObjectRecord.decode(key, value);
    } catch (IndexFaultException e) {
      throw store.noted(e);
    }
  }

  public @Nullable DirectoryRow directory(ObjectKey directory) {
    byte[] value = store.get(Family.DIRECTORIES, directory.utf8());
    try {
      return value == null ? null : DirectoryRecord.decode(value);
    } catch (IndexFaultException e) {
      throw store.noted(e);
    }
  }

  /** A new set of changes, applied together or not at all. */
  public IndexBatch batch() {
    return new IndexBatch(store, ledger);
  }

  /**
   * What the files add up to whose keys begin with some bytes: a directory's or any others, {@link
   * ObjectKey#ROOT} for all. As exact as the index is; takes some milliseconds, whatever it holds.
   */
  public Usage usage(ObjectKey prefix) {
    return ledger.usage(prefix.utf8());
  }

  /**
   * Files without a content claim, in key order, strictly after a key. Reads past those that are
   * too large, so a small limit of size can make it slow: about a second per million.
   *
   * @param key {@link ObjectKey#ROOT} to begin with the first
   * @param maxSizeBytes larger ones are left out
   */
  public List<UnhashedFile> unhashedAfter(ObjectKey key, long maxSizeBytes, int limit) {
    return ledger.unhashedAfter(key, maxSizeBytes, limit);
  }

  /** An ordered view of objects and directories at one moment. */
  public IndexScan scan() {
    return new IndexScan(store);
  }

  /** The names directly in a directory, at one moment. */
  public ChildScan children(ObjectKey directory) {
    return new ChildScan(scan(), directory);
  }

  /** How many blocks the keys are cut into. */
  int blocks() {
    return ledger.blocks();
  }

  public void putUpload(ObjectKey key, String uploadId, String json) {
    uploads.putUpload(key, uploadId, json);
  }

  public @Nullable StoredUpload upload(String uploadId) {
    return uploads.upload(uploadId);
  }

  /**
   * Uploads in the order of (key, upload id), strictly after a place in it.
   *
   * @param key null to begin with the first
   * @param uploadId null for after all uploads of the key
   */
  public List<StoredUpload> uploadsAfter(
      @Nullable ObjectKey key, @Nullable String uploadId, ObjectKey prefix, int limit) {
    return uploads.uploads(UploadRows.after(key, uploadId, prefix), prefix, limit);
  }

  /** Forgets an upload and its parts; nothing happens when there is none. */
  public void removeUpload(String uploadId) {
    uploads.removeUpload(uploadId);
  }

  public void putPart(String uploadId, int number, String json) {
    uploads.putPart(uploadId, number, json);
  }

  /** Parts in the order of their numbers, those above a number. */
  public List<StoredPart> partsAfter(String uploadId, int number, int limit) {
    return uploads.partsAfter(uploadId, number, limit);
  }

  /**
   * Marks the index as closed cleanly and closes it. Scans and batches that others still hold stay
   * usable, and keep it locked until they are closed.
   */
  @Override
  public void close() {
    try {
      meta.writeClean();
    } catch (IllegalStateException e) {
      return; // Closed before.
    } catch (IndexFaultException e) {
      store.close();
      throw e;
    }
    store.close();
  }
}
