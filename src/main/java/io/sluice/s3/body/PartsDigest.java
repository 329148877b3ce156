package io.sluice.s3.body;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.CompletedPart;
import io.sluice.model.EntityTag;
import io.sluice.model.PartSummary;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.UploadSpec;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a multipart object is called, made from what its parts are called: no byte is read again.
 *
 * <p>Source: S3 user guide, "Checking object integrity", multipart uploads.
 */
public final class PartsDigest {
  private static final int MD5_BYTES = 16;
  private static final int MD5_DIGITS = 32;

  private PartsDigest() {}

  /** The ETag: the MD5 of the parts' MD5s and their number. Refuses tags that no part can have. */
  public static EntityTag tag(List<CompletedPart> parts) {
    byte[] md5s = new byte[MD5_BYTES * parts.size()];
    int at = 0;
    for (CompletedPart part : parts) {
      if (!putTag(part.etag(), md5s, at)) {
        throw Refusal.exception(
            Reason.INVALID_PART,
            "Part " + part.number() + " was not uploaded, or its ETag is another.");
      }
      at += MD5_BYTES;
    }
    return EntityTag.ofParts(Digests.md5().digest(md5s), parts.size());
  }

  /** Puts the MD5 in a tag's digits; false when it is no tag of a part. */
  private static boolean putTag(String tag, byte[] md5s, int at) {
    if (tag.length() != MD5_DIGITS) {
      return false;
    }
    for (int i = 0; i < MD5_BYTES; i++) {
      int high = digit(tag.charAt(2 * i));
      int low = digit(tag.charAt(2 * i + 1));
      if ((high | low) < 0) {
        return false;
      }
      md5s[at + i] = (byte) (high << 4 | low);
    }
    return true;
  }

  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  /** Whether every tag has the form of a part's. */
  public static boolean areTags(List<CompletedPart> parts) {
    byte[] md5 = new byte[MD5_BYTES];
    return parts.stream().allMatch(part -> putTag(part.etag(), md5, 0));
  }

  /** The object's checksum; null when the upload has none, or a part came without its own. */
  public static @Nullable Checksum checksum(UploadSpec spec, List<PartSummary> parts) {
    ChecksumAlgorithm algorithm = spec.algorithm();
    if (algorithm == null || spec.checksumType() == null) {
      return null;
    }
    for (PartSummary part : parts) {
      if (part.checksum() == null || part.checksum().algorithm() != algorithm) {
        return null;
      }
    }
    return switch (spec.checksumType()) {
      case COMPOSITE -> composite(algorithm, parts);
      case FULL_OBJECT -> algorithm.isCombinable() ? combined(algorithm, parts) : null;
    };
  }

  private static Checksum composite(ChecksumAlgorithm algorithm, List<PartSummary> parts) {
    Checksummer digest = Checksummer.of(algorithm);
    for (PartSummary part : parts) {
      digest.update(ByteBuffer.wrap(value(part)));
    }
    String value = Base64.getEncoder().encodeToString(digest.value()) + "-" + parts.size();
    return new Checksum(algorithm, Checksum.Type.COMPOSITE, value);
  }

  private static Checksum combined(ChecksumAlgorithm algorithm, List<PartSummary> parts) {
    CrcCombine combine = CrcCombine.of(algorithm);
    byte[] whole = new byte[algorithm.lengthBytes()];
    for (PartSummary part : parts) {
      whole = combine.combine(whole, value(part), part.sizeBytes());
    }
    String value = Base64.getEncoder().encodeToString(whole);
    return new Checksum(algorithm, Checksum.Type.FULL_OBJECT, value);
  }

  private static byte[] value(PartSummary part) {
    Checksum checksum = part.checksum();
    if (checksum == null) {
      throw new IllegalStateException("checked before");
    }
    return Base64.getDecoder().decode(checksum.value());
  }
}
