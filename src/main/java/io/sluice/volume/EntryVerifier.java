package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/** Looks at files just before they are listed. */
final class EntryVerifier implements AutoCloseable {
  private final OpenDirectory directory;
  private final Freshener freshener;

  EntryVerifier(VolumeRoot root, Freshener freshener) {
    this.directory = new OpenDirectory(root);
    this.freshener = freshener;
  }

  /**
   * The object as it is now, null when it is gone.
   *
   * @param unread whether its file was not asked yet what S3 stored on it
   */
  @Nullable ListedObject verified(ListedObject listed, boolean unread) throws FileFailure {
    try {
      DirectoryScan scan = directory.of(listed.key());
      if (scan != null
          && scan.isStill(listed.key(), listed.identity())
          && !(unread && isMore(scan, listed.key()))) {
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

  /** Whether there may be more to say of a file than its version tag. */
  private static boolean isMore(DirectoryScan scan, ObjectKey key) {
    return !scan.isBare(key);
  }

  @Override
  public void close() {
    directory.close();
  }
}
