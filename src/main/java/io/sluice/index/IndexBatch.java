package io.sluice.index;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;

/** Changes that become visible together. Close after {@link #apply}, or without it to drop them. */
public final class IndexBatch implements AutoCloseable {
  private final Store store;
  private final Ledger ledger;
  private final Changes changes = new Changes();
  private boolean closed;

  IndexBatch(Store store, Ledger ledger) {
    this.store = store;
    this.ledger = ledger;
    store.enter();
  }

  public IndexBatch put(ObjectEntry entry) {
    open().object(entry.key().utf8(), ObjectRecord.encode(entry));
    return this;
  }

  /** A file that was seen, while nobody has asked it yet what S3 stored on it. */
  public IndexBatch putUnread(ObjectKey key, FileIdentity identity) {
    open().object(key.utf8(), ObjectRecord.encodeUnread(identity));
    return this;
  }

  public IndexBatch removeObject(ObjectKey key) {
    open().object(key.utf8(), null);
    return this;
  }

  public IndexBatch putDirectory(ObjectKey directory, DirectoryRow row) {
    open().directory(directory.utf8(), DirectoryRecord.encode(row));
    if (row.readAt() != null) {
      changes.inode(InodeRows.key(row.readAt().inode()), directory.utf8());
    }
    return this;
  }

  /**
   * Forgets a directory and every object and directory beneath it that was there before this batch,
   * wherever in the batch this is asked for.
   */
  public IndexBatch removeTree(ObjectKey directory) {
    open().tree(directory.utf8());
    return this;
  }

  /** Makes the changes; after that the batch is empty and may be filled again. */
  public void apply() {
    ledger.apply(open());
    changes.clear();
  }

  /** How many changes are waiting. */
  public int size() {
    return changes.size();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      store.leave();
    }
  }

  private Changes open() {
    if (closed) {
      throw new IllegalStateException("the batch is closed");
    }
    return changes;
  }
}
