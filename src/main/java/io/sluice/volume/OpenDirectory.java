package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the directory of the file that was asked for last open, since the next file is mostly a
 * neighbour. For one thread, and not for long.
 */
final class OpenDirectory implements AutoCloseable {
  private final VolumeRoot root;
  private @Nullable ObjectKey directory;
  private @Nullable DirectoryScan scan;

  OpenDirectory(VolumeRoot root) {
    this.root = root;
  }

  /** The directory that a file lies in, null when it is gone. */
  @Nullable DirectoryScan of(ObjectKey file) throws FileFailure {
    if (directory == null || !file.isIn(directory)) {
      close();
      ObjectKey parent = file.parent();
      scan = root.scan(parent);
      directory = parent;
    }
    return scan;
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
