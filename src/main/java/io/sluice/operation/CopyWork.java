package io.sluice.operation;

import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.OpenFile;
import io.sluice.files.StagedFile;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartContent;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.ByteRange;
import io.sluice.s3.body.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Copies a whole object into staging, within the kernel. Blocking. */
final class CopyWork {
  private static final int DIGEST_CHUNK_BYTES = 256 * 1024;

  private CopyWork() {}

  /**
   * A sealed copy of an open object. What is known of its content is carried over, unless the
   * content changed while it was copied, which is refused.
   *
   * @return the staged file's name
   */
  static String copy(
      ObjectReads.Opened source,
      VolumeRoot target,
      ObjectMetadata metadata,
      @Nullable ContentClaim claim) {
    try (source;
        StagedFile staged = target.staging().create()) {
      OpenFile file = source.file();
      if (file != null) {
        staged.copyFrom(file, 0, source.entry().identity().sizeBytes(), 0);
        refuseIfChanged(file);
      }
      staged.seal(metadata, claim);
      staged.keep();
      return staged.name();
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }

  /** Where a part goes. */
  record PartPlace(String uploadId, String fileName, long offsetBytes) {}

  /** Copies a range of an open object into a part, makes it durable, and tells its MD5. */
  static PartContent copyPart(
      ObjectReads.Opened source, ByteRange.Span span, VolumeRoot target, PartPlace place) {
    try (source;
        StagedFile staged = PartFiles.open(target, place.uploadId(), place.fileName())) {
      OpenFile file = source.file();
      MessageDigest md5 = Digests.md5();
      if (file != null) {
        staged.copyFrom(file, span.offsetBytes(), span.lengthBytes(), place.offsetBytes());
        digest(file.channel(), span, md5);
        refuseIfChanged(file);
      }
      staged.sync();
      staged.keep();
      return new PartContent(span.lengthBytes(), HexFormat.of().formatHex(md5.digest()), null);
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void digest(FileChannel content, ByteRange.Span span, MessageDigest md5)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(DIGEST_CHUNK_BYTES);
    long at = span.offsetBytes();
    long end = at + span.lengthBytes();
    while (at < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      int read = content.read(buffer, at);
      if (read < 0) {
        throw Refusal.exception(
            Reason.CONDITIONAL_REQUEST_CONFLICT,
            "The source was cut short while it was being copied; try again.");
      }
      md5.update(buffer.flip());
      at += read;
    }
  }

  static void refuseIfChanged(OpenFile file) throws FileFailure {
    if (!file.statusNow().identity().equals(file.status().identity())) {
      throw Refusal.exception(
          Reason.CONDITIONAL_REQUEST_CONFLICT,
          "The source was changed while it was being copied; try again.");
    }
  }
}
