package io.sluice.index;

import io.sluice.index.IndexFailure.Kind;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One store and the rows in it. An index goes through several when its store is renewed; whoever
 * began with one ends with it.
 *
 * @param number grows with every store of this process
 * @param directory where it lies, null when in memory
 * @param fresh whether it was made empty
 * @param clean whether its last user closed it
 */
record Generation(
    long number,
    @Nullable Path directory,
    Store store,
    IndexMeta meta,
    Ledger ledger,
    UploadRows uploads,
    boolean fresh,
    boolean clean,
    long formatBefore) {

  /** Opens the store in a directory, or makes it. */
  static Generation open(long number, Path directory, IndexSettings settings) throws IndexFailure {
    boolean fresh = !Store.exists(directory);
    return checked(number, directory, Store.open(directory, settings), fresh);
  }

  /** Makes a store that lies in memory and goes with its last user. */
  static Generation inMemory(long number, IndexSettings settings) throws IndexFailure {
    return checked(number, null, Store.openInMemory(settings), true);
  }

  private static Generation checked(
      long number, @Nullable Path directory, Store store, boolean fresh) throws IndexFailure {
    boolean usable = false;
    try {
      IndexMeta meta = new IndexMeta(store);
      Ledger ledger = new Ledger(store);
      long format = fresh ? 0 : meta.checkFormat();
      if (!fresh && format < IndexMeta.COUNTED_FORMAT) {
        ledger.recount();
      } else if (!fresh) {
        ledger.load();
      }
      if (format < IndexMeta.FORMAT) {
        meta.writeFormat(IndexMeta.FORMAT);
      }
      boolean clean = meta.takeClean();
      UploadRows uploads = new UploadRows(store);
      usable = true;
      return new Generation(number, directory, store, meta, ledger, uploads, fresh, clean, format);
    } catch (IndexFaultException e) {
      throw new IndexFailure(e.kind(), "index " + directory + " can't be used", e);
    } finally {
      if (!usable) {
        store.close();
      }
    }
  }

  @Nullable ObjectEntry object(ObjectKey key) {
    byte[] value = store.get(Family.OBJECTS, key.utf8());
    try {
      return value == null ? null : ObjectRecord.decode(key, value);
    } catch (IndexFaultException e) {
      throw store.noted(e);
    }
  }

  /** The same, only if it can be told from memory. */
  @Nullable ObjectEntry objectNow(ObjectKey key) {
    try {
      return ledger.objectNow(key);
    } catch (IndexFaultException e) {
      return null; // Whoever reads it the other way renews the store.
    }
  }

  @Nullable DirectoryRow directory(ObjectKey key) {
    byte[] value = store.get(Family.DIRECTORIES, key.utf8());
    try {
      return value == null ? null : DirectoryRecord.decode(value);
    } catch (IndexFaultException e) {
      throw store.noted(e);
    }
  }

  /** Ties the store to a tree, or tells whether it is that tree's. */
  boolean belongsTo(long rootInode) {
    Long known = meta.root();
    if (known == null) {
      meta.writeRoot(rootInode);
    }
    return known == null || known == rootInode;
  }

  /** Closes the store without a mark of cleanness. */
  void abandon() {
    store.close();
  }

  /** The last of its users closes the store, and removes it unless it is kept. */
  void retire(boolean keep) {
    Path gone = directory;
    store.retire(() -> {
      try {
        if (gone != null && !keep) {
          IndexFolder.delete(gone);
        }
      } catch (IOException e) {
        // Its number is no longer the highest: the next opening removes it.
      }
    });
  }

  /** A failure to make the files of a store, told like one of the store itself. */
  static IndexFailure failure(Path folder, IOException e) {
    return new IndexFailure(Kind.IO, "index " + folder + ": " + e.getMessage(), e);
  }
}
