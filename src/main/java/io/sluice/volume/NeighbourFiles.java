package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.files.QuietFile;
import io.sluice.files.VolumeRoot;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * Looks at and opens files by their names in a directory that is kept open. Where a directory may
 * not be read, files are opened by their paths. For one thread, and not for long.
 */
final class NeighbourFiles implements AutoCloseable {
  private final VolumeRoot root;
  private final OpenDirectory directory;

  NeighbourFiles(VolumeRoot root) {
    this.root = root;
    this.directory = new OpenDirectory(root);
  }

  /** Whether S3 certainly stored nothing on a file; false when that can't be told cheaply. */
  boolean isBare(ObjectKey file) throws FileFailure {
    DirectoryScan open = scan(file);
    return open != null && open.isBare(file);
  }

  /** Whether a regular file is in some state; false when that can't be told cheaply. */
  boolean isStill(ObjectKey file, FileIdentity identity) throws FileFailure {
    DirectoryScan open = scan(file);
    FileStatus now = open == null ? null : open.statusNow(file);
    return now != null && now.type() == FileType.REGULAR && now.identity().equals(identity);
  }

  /** Opens a file for reading it through; null when it is gone or no regular file. */
  @Nullable QuietFile open(ObjectKey file) throws FileFailure {
    DirectoryScan open = scan(file);
    return open == null ? root.openQuietly(file) : open.openQuietly(file);
  }

  private @Nullable DirectoryScan scan(ObjectKey file) throws FileFailure {
    try {
      return directory.of(file);
    } catch (FileFailure failure) {
      if (Absence.isDenial(failure.errno())) {
        return null;
      }
      throw failure;
    }
  }

  @Override
  public void close() {
    directory.close();
  }
}
