package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.StagedFile;
import io.sluice.files.Staging;
import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.UploadSpec;
import java.util.List;
import java.util.Map;

/**
 * Tries on an empty file whether the file system will take an object's metadata, so that an upload
 * is refused before its parts are sent and not after.
 */
final class MetadataTrial {
  /** Any file system that has attributes has room for so many characters. */
  private static final int ALWAYS_FITS = 600;

  private static final String NAME = "trial";
  private static final int MD5_BYTES = 16;
  private static final int MOST_PARTS = 10_000;

  /** As long as the longest checksum of parts' checksums. */
  private static final String LONG_CHECKSUM = "0".repeat(44) + "-" + MOST_PARTS;

  private MetadataTrial() {}

  /** Fails as sealing the object would. */
  static void make(Staging staging, String uploadId, UploadSpec spec) throws FileFailure {
    if (length(spec.metadata()) <= ALWAYS_FITS) {
      return;
    }
    try (StagedFile file = staging.openInFolder(uploadId, NAME, true)) {
      file.seal(spec.metadata(), longClaim(spec));
    } finally {
      staging.remove(UploadFiles.path(uploadId, NAME));
    }
  }

  private static ContentClaim longClaim(UploadSpec spec) {
    ChecksumAlgorithm algorithm = spec.algorithm();
    List<Checksum> checksums =
        algorithm == null
            ? List.of()
            : List.of(new Checksum(algorithm, Checksum.Type.COMPOSITE, LONG_CHECKSUM));
    EntityTag tag = EntityTag.ofParts(new byte[MD5_BYTES], MOST_PARTS);
    return new ContentClaim(tag, checksums, PartLayout.of(List.of(1L, 1L)));
  }

  private static int length(ObjectMetadata metadata) {
    int length = length(metadata.user()) + length(metadata.tags());
    String[] headers = {
      metadata.contentType(),
      metadata.contentEncoding(),
      metadata.contentDisposition(),
      metadata.contentLanguage(),
      metadata.cacheControl(),
      metadata.expires()
    };
    for (String header : headers) {
      length += header == null ? 0 : header.length();
    }
    return length;
  }

  private static int length(Map<String, String> texts) {
    return texts.entrySet().stream()
        .mapToInt(text -> text.getKey().length() + text.getValue().length())
        .sum();
  }
}
