package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectMetadata;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body that is not published yet, in the staging folder of its volume. Closing removes it unless
 * it was kept or published. Only its owner on this machine may read it until it is sealed.
 */
public final class StagedFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StagedFile.class);

  private final Volume volume;
  private final StagedName name;
  private final Descriptor file;
  private boolean kept;
  private Runnable onClose = () -> {};

  StagedFile(Volume volume, StagedName name, Descriptor file, boolean kept) {
    this.volume = volume;
    this.name = name;
    this.file = file;
    this.kept = kept;
  }

  /** Its path relative to the staging folder; names it in commands. */
  public String name() {
    return name.text();
  }

  /** Its inode, which it keeps when it is published. */
  public long inode() throws FileFailure {
    return file.stat().inode();
  }

  /** Its size; -1 when it is no regular file, or has another name, too. */
  public long soleBytes() throws FileFailure {
    Stat stat = file.stat();
    return stat.isRegular() && stat.links() <= 1 ? stat.status().identity().sizeBytes() : -1;
  }

  /** When it was last changed, by the clock of the file system (nanoseconds since 1970). */
  public long changedNanos() throws FileFailure {
    return file.stat().status().identity().ctimeNanos();
  }

  /**
   * Writes what remains in all buffers at an offset, gathered. The buffers' positions stay as they
   * are.
   */
  public void write(long offsetBytes, List<ByteBuffer> buffers) throws FileFailure {
    GatheredWrite.write(file, offsetBytes, buffers);
  }

  /**
   * Copies a range of another file within the kernel; shares extents where the file system can.
   * ENODATA when the source ends before the range does.
   */
  public void copyFrom(OpenFile source, long sourceOffsetBytes, long lengthBytes, long offsetBytes)
      throws FileFailure {
    new RangeCopy(source.readable(), file, volume.capabilities().copyFileRange())
        .copy(sourceOffsetBytes, offsetBytes, lengthBytes);
  }

  /** Cuts or extends the file to a length. */
  public void truncate(long sizeBytes) throws FileFailure {
    FileFailure.check(DataCalls.truncate(file.number(), sizeBytes), "ftruncate", file.subject());
  }

  /** Flushes content to the disk, by the volume's durability (nothing when that is NONE). */
  public void sync() throws FileFailure {
    if (volume.tree().syncs()) {
      FileFailure.check(DataCalls.syncData(file.number()), "fdatasync", file.subject());
    }
  }

  /**
   * Sets owner, mode and attributes and syncs: the last step before publishing. After this the file
   * is exactly what the object will be. Publish soon: three seconds later the claim counts no more,
   * and the content will be read again.
   *
   * <p>ERANGE when metadata and claim are larger than the file system lets attributes be.
   */
  public void seal(ObjectMetadata metadata, @Nullable ContentClaim claim) throws FileFailure {
    new Sealer(volume, file).seal(metadata, claim);
  }

  /** Leaves the file in staging when this object is closed. */
  public void keep() {
    kept = true;
  }

  /** Has something else done, too, when this is closed. */
  StagedFile onClose(Runnable action) {
    onClose = action;
    return this;
  }

  @Override
  public void close() {
    onClose.run();
    try (file) {
      if (!kept) {
        kept = true;
        StagedFiles.remove(volume, name);
      }
    } catch (FileFailure e) {
      // The next sweep removes it; the request's own outcome must not change for this.
      log.atWarn().addKeyValue("staged", name.text()).setCause(e).log("staged file not removed");
    }
  }
}
