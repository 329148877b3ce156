package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectMetadata;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body that is not published yet, in the staging folder of its volume. Closing removes it unless
 * it was kept or published.
 */
public final class StagedFile implements AutoCloseable {
  /** Its path relative to the staging folder; names it in commands. */
  public String name() {
    throw new UnsupportedOperationException();
  }

  /** Writes all buffers at an offset, gathered. */
  public void write(long offsetBytes, List<ByteBuffer> buffers) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Copies a range of another file within the kernel; shares extents where the file system can. */
  public void copyFrom(OpenFile source, long sourceOffsetBytes, long lengthBytes, long offsetBytes)
      throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Cuts or extends the file to a length. */
  public void truncate(long sizeBytes) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Flushes content to the disk, by the volume's durability (nothing when that is NONE). */
  public void sync() throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /**
   * Sets owner, mode and attributes and syncs: the last step before publishing. After this the file
   * is exactly what the object will be.
   */
  public void seal(ObjectMetadata metadata, @Nullable ContentClaim claim) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Leaves the file in staging when this object is closed. */
  public void keep() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
