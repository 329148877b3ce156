package io.sluice.operation;

import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.StagedFile;
import io.sluice.model.Checksum;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.body.BodyVerifier;
import io.sluice.s3.body.VerifiedBody;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a body into a staged file while it is verified. Used by one worker thread at a time;
 * memory is that of one batch, whatever the body's size.
 */
final class BodyStager implements BodySink {
  /** Where the bytes go. Opened with the first bytes, on a worker thread. */
  interface Target {
    StagedFile open() throws FileFailure;
  }

  private final Target target;
  private final BodyVerifier verifier;
  private final long mostBytes;
  private final long offsetBytes;
  private long writtenBytes;
  private @Nullable StagedFile file;

  /**
   * @param offsetBytes where in the target the body starts
   * @param mostBytes more than this is refused before it is written
   */
  BodyStager(Target target, BodyVerifier verifier, long offsetBytes, long mostBytes) {
    this.target = target;
    this.verifier = verifier;
    this.offsetBytes = offsetBytes;
    this.mostBytes = mostBytes;
  }

  @Override
  public void accept(List<ByteBuffer> batch) {
    List<ByteBuffer> plain = new ArrayList<>(batch.size());
    for (ByteBuffer wire : batch) {
      verifier.accept(wire, plain::add);
    }
    long bytes = plain.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes > mostBytes - writtenBytes) {
      throw Refusal.exception(
          Reason.ENTITY_TOO_LARGE, "The body is longer than declared, or than allowed.");
    }
    try {
      opened().write(offsetBytes + writtenBytes, plain);
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
    writtenBytes += bytes;
  }

  /**
   * Verifies, and makes the staged file exactly what the object will be: only its name is missing.
   * Refuses when what arrived is not what was sent.
   */
  Sealed seal(ObjectMetadata metadata) {
    VerifiedBody body = verifier.finish();
    Checksum checksum = body.checksum();
    var claim =
        new ContentClaim(
            new EntityTag(body.md5()),
            checksum == null ? List.of() : List.of(checksum),
            PartLayout.WHOLE);
    try {
      StagedFile staged = opened();
      staged.seal(metadata, claim);
      long inode = staged.inode();
      return new Sealed(release(staged), inode, metadata, claim);
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }

  /** Verifies, and makes the bytes durable where they are. */
  VerifiedBody sync() {
    VerifiedBody body = verifier.finish();
    try {
      StagedFile staged = opened();
      staged.sync();
      release(staged);
      return body;
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }

  /** A staged file that only waits for its name. */
  record Sealed(
      String stagedName, long inode, ObjectMetadata metadata, @Nullable ContentClaim claim) {}

  /** Closes without removing: from here on the file is found by its name. */
  private String release(StagedFile staged) {
    String name = staged.name();
    staged.keep();
    staged.close();
    file = null;
    return name;
  }

  /** Gives up what was written so far; nothing happens when it was sealed or synced. */
  void discard() {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  private StagedFile opened() throws FileFailure {
    if (file == null) {
      file = target.open();
    }
    return file;
  }
}
