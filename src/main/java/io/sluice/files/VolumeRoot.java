package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One volume's directory tree. Every path is resolved by the kernel beneath the root, without
 * symbolic links and without magic links, so no swap of a directory for a link gains anything.
 *
 * <p>Failures are {@link FileFailure}s. A symbolic link in the middle of a path is ELOOP, a file
 * there ENOTDIR. Safe for use by many threads.
 */
public final class VolumeRoot implements AutoCloseable {
  /**
   * Opens a directory as a volume, makes its staging folder, and probes what its file system can
   * do.
   */
  public static VolumeRoot open(Path directory, FileSettings settings) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  public Staging staging() {
    throw new UnsupportedOperationException();
  }

  public FileSettings settings() {
    throw new UnsupportedOperationException();
  }

  /** The status of a file or directory, null when there is none (also beneath a file or a link). */
  public @Nullable FileStatus status(ObjectKey key) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Opens a regular file; null when there is none, or when it is not a regular file. */
  public @Nullable OpenFile open(ObjectKey key) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Opens a directory for reading its names; null when there is none. */
  public @Nullable DirectoryScan scan(ObjectKey directory) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** What S3 stored on a file or directory; null when it is gone. */
  public @Nullable StoredAttributes attributes(ObjectKey key) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes a directory and its parents, marked as S3's own, and syncs by durability.
   *
   * @return those made, outermost first; empty when all were there
   */
  public List<ObjectKey> makeDirectories(ObjectKey directory) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Makes a directory an object: stores metadata and claim on it (it must exist). */
  public void markDirectory(ObjectKey directory, ObjectMetadata metadata, ContentClaim claim)
      throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Takes the mark of an object off a directory; the directory stays. */
  public void unmarkDirectory(ObjectKey directory) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /**
   * Publishes a staged file under a key in one atomic step and syncs the directory by durability.
   * Parents must exist (ENOENT when one was removed meanwhile: make them and try again). EISDIR
   * when a directory has the name.
   *
   * @return the object's status afterwards
   */
  public FileStatus publish(String stagedName, ObjectKey key, PublishMode mode) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /**
   * Removes a file; false when there was none. EISDIR for a directory. Syncs the directory by
   * durability.
   */
  public boolean remove(ObjectKey key) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Removes a directory if it is empty; false when it is not, or not there. */
  public boolean removeDirectory(ObjectKey directory) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Free and total space now (statvfs). */
  public Space space() throws FileFailure {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
