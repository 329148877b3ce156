package io.sluice.volume;

import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.index.Checkpoint;
import io.sluice.index.IndexFailure;
import io.sluice.index.VolumeIndex;
import io.sluice.volume.BackupManifest.StoredFile;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs the index up onto its volume when it has changed, so that another node need not read the
 * volume anew. Tables never change and are copied once; the store itself is not held up.
 */
final class IndexBackup implements BackgroundJob {
  private static final Logger log = LoggerFactory.getLogger(IndexBackup.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** What is left of time at closing must do for this much. */
  private static final long CLOSING_BYTES = 16L << 20;

  private final Subject subject;
  private final VolumeIndex index;
  private final Backups backups;
  private final InstantSource clock;
  private final IndexRestore restore;
  private @Nullable BackupRun run;
  private Map<String, StoredFile> tables = Map.of();
  private String tablesOf = "";
  private String backedUp = "";
  private boolean full;
  private volatile long lastMillis;

  /** What is backed up, and how. */
  record Subject(String volume, long rootInode, BackupSettings settings) {}

  IndexBackup(
      Subject subject,
      VolumeIndex index,
      Backups backups,
      InstantSource clock,
      IndexRestore restore) {
    this.subject = subject;
    this.index = index;
    this.backups = backups;
    this.clock = clock;
    this.restore = restore;
  }

  @Override
  public String name() {
    return "index backup";
  }

  /** When the last backup was made, 0 for not yet. */
  long lastMillis() {
    return lastMillis;
  }

  @Override
  public Duration slice() throws FileFailure {
    // What lies there must not be replaced by an index that knows less.
    if (restore.isWanted()) {
      return LOOK;
    }
    BackupRun current = run;
    try {
      if (current == null) {
        current = begin();
        run = current;
        return current == null ? subject.settings().interval() : Duration.ZERO;
      }
      long bytes = current.step();
      if (bytes < 0) {
        conclude(current);
        return subject.settings().interval();
      }
      return Duration.ofNanos(bytes * 1_000_000_000L / subject.settings().rateBytes());
    } catch (FileFailure failure) {
      if (!isFull(failure)) {
        finish();
        throw failure;
      }
      skip(current, failure);
      return subject.settings().interval();
    } catch (IndexFailure failure) {
      finish();
      log.atWarn().addKeyValue("volume", subject.volume()).setCause(failure).log("no backup");
      return subject.settings().interval();
    }
  }

  private @Nullable BackupRun begin() throws FileFailure, IndexFailure {
    if (index.isInMemory() || index.change().equals(backedUp)) {
      return null;
    }
    Checkpoint checkpoint = index.checkpoint();
    if (checkpoint == null) {
      return null;
    }
    BackupRun begun = null;
    try {
      backups.own().makeFolder();
      String store = storeOf(checkpoint.change());
      if (!store.equals(tablesOf)) {
        tables = Map.of(); // Another store's tables may share their names.
        tablesOf = store;
      }
      begun = new BackupRun(checkpoint, backups.own(), tables);
      return begun;
    } finally {
      if (begun == null) {
        checkpoint.close();
      }
    }
  }

  private static String storeOf(String change) {
    return change.substring(0, change.indexOf('-'));
  }

  private void conclude(BackupRun current) throws FileFailure {
    BackupManifest before = Backups.manifest(backups.own());
    var manifest =
        new BackupManifest(
            BackupManifest.FORMAT,
            before == null ? 1 : before.number() + 1,
            clock.millis(),
            backups.giveVolumeId(),
            subject.rootInode(),
            current.files());
    tables = current.conclude(manifest);
    lastMillis = manifest.whenMillis();
    backedUp = current.change();
    full = false;
    finish();
  }

  private static boolean isFull(FileFailure failure) {
    return failure.errno() == Errno.ENOSPC || failure.errno() == Errno.EDQUOT;
  }

  private void skip(@Nullable BackupRun current, FileFailure failure) throws FileFailure {
    try {
      if (current != null) {
        current.dropUnfinished();
      }
    } finally {
      finish();
    }
    if (!full) {
      full = true;
      log.atWarn()
          .addKeyValue("volume", subject.volume())
          .log("the index is not backed up, the volume is full: {}", failure.getMessage());
    }
  }

  private void finish() {
    BackupRun current = run;
    run = null;
    if (current != null) {
      current.close();
    }
  }

  /** Ends; makes one more backup if little has changed since the last. Slices are over by then. */
  void close() {
    finish();
    if (!subject.settings().isOn() || restore.isWanted()) {
      return;
    }
    try {
      BackupRun last = begin();
      run = last;
      if (last != null && last.bytesLeft() <= CLOSING_BYTES) {
        long bytes;
        do {
          bytes = last.step();
        } while (bytes >= 0);
        conclude(last);
      }
    } catch (FileFailure | IndexFailure | RuntimeException failure) {
      log.atWarn().addKeyValue("volume", subject.volume()).setCause(failure).log("no backup");
    } finally {
      finish();
    }
  }
}
