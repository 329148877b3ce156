package io.sluice.volume;

import io.sluice.files.DirectoryEntry;
import io.sluice.files.DirectoryScan;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that a volume's files hold, for its size limit: counted by a walk now and then, and
 * kept current in between by what is committed and removed through S3. Only volumes with a limit
 * are walked.
 */
final class UsageMeter {
  private final VolumeRoot root;
  private final AtomicLong usedBytes = new AtomicLong();
  private final AtomicLong sinceWalkStarted = new AtomicLong();
  private final AtomicBoolean walking = new AtomicBoolean();

  UsageMeter(VolumeRoot root) {
    this.root = root;
  }

  long usedBytes() {
    return usedBytes.get();
  }

  /** Takes a commit or a removal into account. */
  void add(long bytes) {
    usedBytes.addAndGet(bytes);
    sinceWalkStarted.addAndGet(bytes);
  }

  /**
   * Walks the whole volume; does nothing when a walk is under way. Takes seconds a million files.
   */
  void walk() throws FileFailure {
    if (!walking.compareAndSet(false, true)) {
      return;
    }
    try {
      sinceWalkStarted.set(0);
      long counted = count();
      // What changed meanwhile may be counted twice or not at all until the next walk.
      usedBytes.set(counted + Math.max(0, sinceWalkStarted.get()));
    } finally {
      walking.set(false);
    }
  }

  private long count() throws FileFailure {
    long bytes = 0;
    Deque<ObjectKey> pending = new ArrayDeque<>(List.of(ObjectKey.ROOT));
    while (!pending.isEmpty()) {
      bytes += count(pending.pop(), pending);
    }
    return bytes;
  }

  private long count(ObjectKey directory, Deque<ObjectKey> pending) throws FileFailure {
    long bytes = 0;
    try (DirectoryScan scan = root.scan(directory)) {
      if (scan == null) {
        return 0;
      }
      for (List<DirectoryEntry> names = scan.next(); !names.isEmpty(); names = scan.next()) {
        for (DirectoryEntry entry : names) {
          bytes += sizeOf(scan, entry, pending);
        }
      }
      return bytes;
    } catch (FileFailure failure) {
      if (!isPassing(failure.errno())) {
        throw failure;
      }
      return bytes;
    }
  }

  // Removed while it was read, or not ours to read: the others still count.
  private static boolean isPassing(Errno errno) {
    return errno == Errno.ENOENT || errno == Errno.ESTALE || errno == Errno.EACCES;
  }

  private static long sizeOf(DirectoryScan scan, DirectoryEntry entry, Deque<ObjectKey> pending)
      throws FileFailure {
    ObjectKey key = entry.key();
    if (key == null) {
      return 0;
    }
    if (entry.type() == FileType.DIRECTORY) {
      pending.push(key);
      return 0;
    }
    FileStatus status = entry.type() == FileType.REGULAR ? scan.status(key) : null;
    return status == null ? 0 : status.identity().sizeBytes();
  }
}
