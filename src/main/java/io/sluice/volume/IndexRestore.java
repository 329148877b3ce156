package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.OwnFiles;
import io.sluice.index.IndexFailure;
import io.sluice.index.IndexFaultException;
import io.sluice.index.Restoration;
import io.sluice.index.Successor;
import io.sluice.index.VolumeIndex;
import io.sluice.volume.BackupManifest.StoredFile;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores an index that begins empty from the newest whole backup on its volume, while it already
 * serves by reading what is asked for. Every file is compared with its checksum; one that is wrong
 * spoils the whole backup, and an older one is tried. What is restored is believed only as far as
 * identities agree: directories are looked at when they are touched, files when they are listed or
 * read.
 */
final class IndexRestore implements BackgroundJob {
  private static final Logger log = LoggerFactory.getLogger(IndexRestore.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int PIECE_BYTES = 1 << 20;

  private final IndexBackup.Subject subject;
  private final VolumeIndex index;
  private final Backups backups;
  private final IndexRenewal renewal;
  private @Nullable Deque<OwnFiles> candidates;
  private @Nullable Work work;

  /** One backup that is being copied. */
  private static final class Work {
    final OwnFiles folder;
    final Restoration target;
    final Deque<StoredFile> rest;
    final long generation;
    CRC32C checksum = new CRC32C();
    long offset;

    Work(OwnFiles folder, Restoration target, BackupManifest manifest, long generation) {
      this.folder = folder;
      this.target = target;
      this.rest = new ArrayDeque<>(manifest.files());
      this.generation = generation;
    }
  }

  IndexRestore(
      IndexBackup.Subject subject, VolumeIndex index, Backups backups, IndexRenewal renewal) {
    this.subject = subject;
    this.index = index;
    this.backups = backups;
    this.renewal = renewal;
  }

  @Override
  public String name() {
    return "index restore";
  }

  /** Whether a backup is to be restored, or being restored. */
  boolean isWanted() {
    return renewal.wantsRestore();
  }

  @Override
  public Duration slice() {
    if (!isWanted()) {
      finish();
      return LOOK;
    }
    if (index.isInMemory()) {
      finish(); // No disk to restore to.
      return LOOK;
    }
    try {
      Work current = work;
      return current == null ? begin() : step(current);
    } catch (FileFailure | IndexFailure | IndexFaultException failure) {
      refuse(failure.getMessage());
      return Duration.ZERO;
    }
  }

  private Duration begin() throws FileFailure, IndexFailure {
    Deque<OwnFiles> left = candidates;
    if (left == null) {
      left = new ArrayDeque<>(backups.newestFirst());
      candidates = left;
    }
    OwnFiles folder = left.poll();
    if (folder == null) {
      candidates = null;
      renewal.restoreIsOver();
      return LOOK;
    }
    BackupManifest manifest = Backups.manifest(folder);
    String refusal = refusal(manifest);
    if (manifest == null || refusal != null) {
      refuse(refusal);
    } else {
      work = new Work(folder, index.restoration(), manifest, index.generation());
    }
    return Duration.ZERO;
  }

  private @Nullable String refusal(@Nullable BackupManifest manifest) throws FileFailure {
    if (manifest == null) {
      return "it has no manifest that this version can read";
    }
    return manifest.rootInode() == subject.rootInode()
            && manifest.volumeId().equals(backups.volumeId())
        ? null
        : "it is another volume's";
  }

  private Duration step(Work current) throws FileFailure, IndexFailure {
    StoredFile file = current.rest.peek();
    if (file == null) {
      finish(current);
      return LOOK;
    }
    byte[] bytes = current.folder.read(file.stored(), current.offset, PIECE_BYTES);
    current.checksum.update(bytes);
    current.target.write(file.name(), bytes);
    current.offset += bytes.length;
    if (bytes.length < PIECE_BYTES) {
      if (current.offset != file.sizeBytes()
          || (int) current.checksum.getValue() != file.crc32c()) {
        refuse(file.stored() + " is damaged");
        return Duration.ZERO;
      }
      current.rest.remove();
      current.checksum = new CRC32C();
      current.offset = 0;
    }
    return Duration.ofNanos(bytes.length * 1_000_000_000L / subject.settings().rateBytes());
  }

  private void finish(Work current) throws IndexFailure {
    try (Successor next = current.target.open(subject.rootInode())) {
      if (next == null) {
        refuse("it is another tree's");
        return;
      }
      renewal.restored(next, current.generation);
    }
    finish();
  }

  private void refuse(@Nullable String why) {
    endWork();
    log.atWarn()
        .addKeyValue("volume", subject.volume())
        .log("a backup of the index is not used: {}", why);
  }

  private void endWork() {
    Work current = work;
    work = null;
    if (current != null) {
      current.target.close();
    }
  }

  private void finish() {
    endWork();
    candidates = null;
  }

  /** Slices are over by then. */
  void close() {
    finish();
  }
}
