package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files just before they are listed. Keeps the directory of the last one open, since its
 * neighbours on the page mostly share it.
 */
final class EntryVerifier implements AutoCloseable {
  private final VolumeRoot root;
  private final Freshener freshener;
  private @Nullable ObjectKey directory;
  private @Nullable DirectoryScan scan;

  EntryVerifier(VolumeRoot root, Freshener freshener) {
    this.root = root;
    this.freshener = freshener;
  }

  /**
   * The object as it is now, null when it is gone.
   *
   * @param unread whether its file was not asked yet what S3 stored on it
   */
  @Nullable ListedObject verified(ListedObject listed, boolean unread) throws FileFailure {
    try {
      FileStatus status = status(listed.key());
      if (status != null
          && status.type() == FileType.REGULAR
          && status.identity().equals(listed.identity())
          && !(unread && isMore(listed.key()))) {
        return listed;
      }
      ObjectEntry now = freshener.current(listed.key());
      return now == null ? null : new ListedObject(now.key(), now.identity(), now.tag());
    } catch (FileFailure failure) {
      if (Absence.isDenial(failure.errno()) || Absence.is(failure.errno())) {
        return null;
      }
      throw failure;
    }
  }

  private @Nullable FileStatus status(ObjectKey key) throws FileFailure {
    if (directory == null || !key.isIn(directory)) {
      close();
      ObjectKey parent = key.parent();
      scan = root.scan(parent);
      directory = parent;
    }
    return scan == null ? null : scan.status(key);
  }

  /** Whether there may be more to say of a file than its version tag. */
  private boolean isMore(ObjectKey key) {
    return scan == null || !scan.isBare(key);
  }

  @Override
  public void close() {
    if (scan != null) {
      scan.close();
    }
    scan = null;
    directory = null;
  }
}
