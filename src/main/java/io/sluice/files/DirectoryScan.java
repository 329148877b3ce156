package io.sluice.files;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open directory: its identity from before the first read, its names, and the status of single
 * children relative to its descriptor. Reserved names of the root, {@code .} and {@code ..} are
 * left out.
 */
public final class DirectoryScan implements AutoCloseable {
  /** The directory's identity when it was opened; read the names after asking for it. */
  public FileIdentity identity() {
    throw new UnsupportedOperationException();
  }

  /**
   * The next names in the file system's order, some hundreds at a time; empty at the end
   * (getdents64).
   */
  public List<DirectoryEntry> next() throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /**
   * The status of one child (statx relative to this directory, links not followed), null when it is
   * gone.
   */
  public @Nullable FileStatus status(ObjectKey child) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
