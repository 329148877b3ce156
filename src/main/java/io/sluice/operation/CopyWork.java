package io.sluice.operation;

import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.OpenFile;
import io.sluice.files.StagedFile;
import io.sluice.files.StoredAttributes;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartContent;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.ByteRange;
import io.sluice.s3.body.Checksummer;
import io.sluice.s3.body.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Copies a whole object into staging, within the kernel. Blocking. */
final class CopyWork {
  private static final int DIGEST_CHUNK_BYTES = 256 * 1024;

  private static final Refusal CUT_SHORT =
      new Refusal(
          Reason.CONDITIONAL_REQUEST_CONFLICT,
          "The source was cut short while it was being copied; try again.");

  private CopyWork() {}

  /** A source that ends early was changed: to its client that is no missing key. */
  private static Refusal refusal(FileFailure failure) {
    return failure.errno() == Errno.ENODATA ? CUT_SHORT : FileRefusals.of(failure);
  }

  /** Where a copy is staged: the volume, and the epoch of its owner. */
  record Place(VolumeRoot root, long epoch) {}

  /** A sealed copy that waits for its name, and what is known of its content. */
  record Copied(String stagedName, long inode, @Nullable ContentClaim claim) {}

  /**
   * A sealed copy of an open object. What is known of its content is carried over, unless the
   * content changed while it was copied, which is refused. A checksum that is not known is computed
   * when it is wanted, which costs reading the content once.
   */
  static Copied copy(
      ObjectReads.Opened source,
      Place place,
      ObjectMetadata metadata,
      @Nullable ChecksumAlgorithm wanted) {
    try (source;
        StagedFile staged = place.root().staging().create(place.epoch())) {
      OpenFile file = source.file();
      if (file != null) {
        staged.copyFrom(file, 0, source.entry().identity().sizeBytes(), 0);
      } else if (source.content() != null) {
        staged.write(0, List.of(source.content().asReadOnlyBuffer()));
      }
      ContentClaim claim = claim(source, wanted);
      if (file != null) {
        refuseIfChanged(file);
      }
      staged.seal(metadata, claim);
      staged.keep();
      return new Copied(staged.name(), staged.inode(), claim);
    } catch (FileFailure failure) {
      throw refusal(failure).asException();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What the copy claims: what the source does, and the checksum that is wanted. */
  static @Nullable ContentClaim claim(ObjectReads.Opened source, @Nullable ChecksumAlgorithm wanted)
      throws IOException {
    ContentClaim known = source.entry().claim();
    if (wanted == null) {
      return known;
    }
    Optional<Checksum> has =
        known == null
            ? Optional.empty()
            : known.checksums().stream()
                .filter(checksum ->
                    checksum.algorithm() == wanted && checksum.type() == Checksum.Type.FULL_OBJECT)
                .findFirst();
    if (known != null && has.isPresent()) {
      return new ContentClaim(known.tag(), List.of(has.get()), known.parts());
    }
    MessageDigest md5 = Digests.md5();
    Checksummer checksum = Checksummer.of(wanted);
    read(
        source,
        new ByteRange.Span(0, source.entry().identity().sizeBytes()),
        bytes -> {
          md5.update(bytes.duplicate());
          checksum.update(bytes);
        });
    List<Checksum> checksums = List.of(checksum.checksum());
    return known == null
        ? new ContentClaim(EntityTag.ofMd5(md5.digest()), checksums, PartLayout.WHOLE)
        : new ContentClaim(known.tag(), checksums, known.parts().withoutChecksums());
  }

  /** A short content in memory, and what is known of it. */
  record Small(ByteBuffer content, ContentClaim claim) {}

  /** Reads an open object that is to become a directory object. */
  static Small small(ObjectReads.Opened source, @Nullable ChecksumAlgorithm wanted) {
    long size = source.entry().identity().sizeBytes();
    if (size > StoredAttributes.MAX_BODY_BYTES) {
      source.close();
      throw DirectoryContent.tooLong();
    }
    try (source) {
      ByteBuffer content = ByteBuffer.allocate((int) size);
      read(source, new ByteRange.Span(0, size), content::put);
      content.flip();
      ContentClaim claim = claim(source, wanted);
      if (source.file() != null) {
        refuseIfChanged(source.file());
      }
      // What lies in a directory is confirmed by its MD5, so it has to have one.
      List<Checksum> checksums =
          claim == null
              ? List.of()
              : claim.checksums().stream()
                  .filter(checksum -> checksum.type() == Checksum.Type.FULL_OBJECT)
                  .toList();
      EntityTag tag = EntityTag.ofMd5(Digests.md5().digest(content.array()));
      return new Small(content, new ContentClaim(tag, checksums, PartLayout.WHOLE));
    } catch (FileFailure failure) {
      throw refusal(failure).asException();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Where a part goes, and the checksum that its upload keeps, or null. */
  record PartPlace(
      String uploadId, String fileName, long offsetBytes, @Nullable ChecksumAlgorithm checksum) {}

  /** Copies a range of an open object into a part, makes it durable, and tells its digests. */
  static PartContent copyPart(
      ObjectReads.Opened source, ByteRange.Span span, VolumeRoot target, PartPlace place) {
    try (source;
        StagedFile staged = PartFiles.open(target, place.uploadId(), place.fileName())) {
      OpenFile file = source.file();
      MessageDigest md5 = Digests.md5();
      Checksummer checksum = place.checksum() == null ? null : Checksummer.of(place.checksum());
      if (file != null) {
        staged.copyFrom(file, span.offsetBytes(), span.lengthBytes(), place.offsetBytes());
      } else if (source.content() != null) {
        staged.write(place.offsetBytes(), List.of(slice(source.content(), span)));
      }
      read(
          source,
          span,
          bytes -> {
            md5.update(bytes.duplicate());
            if (checksum != null) {
              checksum.update(bytes);
            }
          });
      if (file != null) {
        refuseIfChanged(file);
      }
      staged.sync();
      staged.keep();
      return new PartContent(
          span.lengthBytes(),
          HexFormat.of().formatHex(md5.digest()),
          checksum == null ? null : checksum.checksum());
    } catch (FileFailure failure) {
      throw refusal(failure).asException();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static ByteBuffer slice(ByteBuffer content, ByteRange.Span span) {
    return content
        .asReadOnlyBuffer()
        .slice(Math.toIntExact(span.offsetBytes()), Math.toIntExact(span.lengthBytes()));
  }

  private static void read(
      ObjectReads.Opened source, ByteRange.Span span, Consumer<ByteBuffer> taker)
      throws IOException {
    if (source.file() != null) {
      read(source.file().channel(), span, taker);
    } else if (source.content() != null) {
      taker.accept(slice(source.content(), span));
    }
  }

  private static void read(FileChannel content, ByteRange.Span span, Consumer<ByteBuffer> taker)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(DIGEST_CHUNK_BYTES);
    long at = span.offsetBytes();
    long end = at + span.lengthBytes();
    while (at < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      int read = content.read(buffer, at);
      if (read < 0) {
        throw CUT_SHORT.asException();
      }
      taker.accept(buffer.flip());
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
