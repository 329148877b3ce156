package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.index.DirectoryRow;
import io.sluice.index.IndexScan;
import io.sluice.index.KeyBytes;
import io.sluice.model.FileIdentity;
import io.sluice.model.KeyRules;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the rows of a renamed directory back under their new keys: what was learned of contents,
 * at great cost for files that pods wrote, still holds, as the files kept their inodes and times.
 *
 * <p>Directories come back unread. So whoever lists one reads its names first and drops what is no
 * longer there, and a row that was put here a moment too late does no harm. Where somebody has read
 * the names already, each row is compared with its file under the key's lock.
 *
 * <p>The first rows are moved before the rename is answered, the many after that by a thread.
 */
final class RowHeirs {
  private static final Logger log = LoggerFactory.getLogger(RowHeirs.class);
  private static final int BATCH_ROWS = 1_000;
  private static final int ROWS_AT_ONCE = 20_000;

  private final IndexUpdates updates;
  private final Freshener freshener;
  private final KeyLocks keys;
  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** What a directory's name left behind: the index as it was before. */
  record Estate(IndexScan rows, ObjectKey source, ObjectKey target) implements AutoCloseable {
    Estate {
      rows.seek(KeyBytes.justAfter(source.utf8()));
    }

    /** The key beneath the new name, null outside of the old one or when it got too long. */
    @Nullable ObjectKey renamed(ObjectKey key) {
      ObjectKey now = target.child(key.toString().substring(source.toString().length()));
      return now.lengthBytes() > KeyRules.MAX_KEY_BYTES ? null : now;
    }

    @Nullable ObjectKey within(@Nullable ObjectKey key) {
      return key != null && key.startsWith(source) ? key : null;
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  RowHeirs(IndexUpdates updates, Freshener freshener, KeyLocks keys) {
    this.updates = updates;
    this.freshener = freshener;
    this.keys = keys;
  }

  /**
   * Takes the estate over; what is left of it after some rows, a thread moves. The rename was done,
   * so nothing that goes wrong with its rows is a failure: what is not moved is read again.
   */
  void inherit(Estate estate) {
    boolean more = true;
    boolean handedOver = false;
    try {
      for (int rows = 0; more && rows < ROWS_AT_ONCE; rows += BATCH_ROWS) {
        more = batch(estate);
      }
      if (more) {
        start(estate);
        handedOver = true;
      }
    } catch (RuntimeException failure) {
      leftBehind(estate, failure);
    } finally {
      if (!handedOver) {
        estate.close();
      }
    }
  }

  private void start(Estate estate) {
    Thread thread =
        Thread.ofPlatform().daemon().name("renamed-rows").unstarted(() -> moveAll(estate));
    busy.add(thread);
    thread.start();
  }

  private void moveAll(Estate estate) {
    try (estate) {
      boolean more = true;
      while (more && !closed) {
        more = batch(estate);
      }
    } catch (RuntimeException failure) {
      leftBehind(estate, failure);
    } finally {
      busy.remove(Thread.currentThread());
    }
  }

  private static void leftBehind(Estate estate, RuntimeException failure) {
    log.atWarn().addKeyValue("prefix", estate.target()).setCause(failure).log("rows left behind");
  }

  /** Moves some rows; false after the last. */
  private boolean batch(Estate estate) {
    List<RowChange> rows = new ArrayList<>(BATCH_ROWS);
    boolean more = true;
    while (more && rows.size() < BATCH_ROWS) {
      more = next(estate, rows);
    }
    for (ObjectEntry entry : updates.inherited(rows)) {
      if (entry.claim() != null && !entry.key().isDirectory()) {
        compare(entry);
      }
    }
    return more;
  }

  /** Adds the least row of both kinds, so that a directory comes before what is in it. */
  private static boolean next(Estate estate, List<RowChange> rows) {
    IndexScan scan = estate.rows();
    ObjectKey directory = estate.within(scan.directory());
    ListedObject listed = scan.object();
    ObjectKey object = estate.within(listed == null ? null : listed.key());
    if (directory != null && (object == null || directory.compareTo(object) <= 0)) {
      ObjectKey now = estate.renamed(directory);
      if (now != null) {
        rows.add(new RowChange.PutDirectory(now, DirectoryRow.UNREAD));
      }
      scan.nextDirectory();
      return true;
    }
    if (object == null || listed == null) {
      return false;
    }
    ObjectKey now = estate.renamed(object);
    if (now != null) {
      rows.add(moved(now, listed.identity(), scan.objectEntry()));
    }
    scan.nextObject();
    return true;
  }

  private static RowChange moved(
      ObjectKey now, FileIdentity identity, @Nullable ObjectEntry entry) {
    if (entry == null) {
      return new RowChange.PutUnread(now, identity);
    }
    return new RowChange.PutObject(
        new ObjectEntry(now, identity, entry.metadata(), entry.claim(), entry.doubted()));
  }

  /** Keeps what was known of a content where the file is still the same one. */
  private void compare(ObjectEntry entry) {
    try (Held _ = keys.lock(entry.key())) {
      ObjectEntry now = freshener.current(entry.key());
      if (now != null && now.claim() == null && now.identity().equals(entry.identity())) {
        updates.published(entry);
      }
    } catch (FileFailure failure) {
      log.atDebug().addKeyValue("key", entry.key()).log(failure.getMessage());
    }
  }

  /** Ends the threads; what they had not moved yet is read again. */
  void close() {
    closed = true;
    boolean interrupted = false;
    for (Thread thread : busy) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
