package io.sluice.files;

import java.nio.channels.FileChannel;

/**
 * A regular file opened for reading. Status, attributes and content are those of one descriptor.
 */
public final class OpenFile implements AutoCloseable {
  /** The status at the time of opening. */
  public FileStatus status() {
    throw new UnsupportedOperationException();
  }

  /** The status now (for noticing a writer). */
  public FileStatus statusNow() throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** The content; closed with this object. */
  public FileChannel channel() {
    throw new UnsupportedOperationException();
  }

  /** What S3 stored on this file, {@link StoredAttributes#NONE} for a foreign one. */
  public StoredAttributes attributes() throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether a range is in memory, so that reading it can't wait for a disk; false when unknown
   * (RWF_NOWAIT).
   */
  public boolean isResident(long offsetBytes, long lengthBytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
