package io.sluice.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What S3 learned of a content while writing it: kept in the file's attributes and in the index.
 *
 * @param tag MD5 or multipart tag; never a version tag
 * @param checksums those that the client sent or asked for, verified; at most one an algorithm
 * @param parts the layout of a multipart object
 */
public record ContentClaim(EntityTag tag, List<Checksum> checksums, PartLayout parts) {
  public ContentClaim {
    if (tag.isVersion()) {
      throw new IllegalArgumentException("a version tag says nothing of content");
    }
    checksums = List.copyOf(checksums);
  }

  /** The checksum of the part with this number, from 1; null when it is not known. */
  public @Nullable Checksum partChecksum(int number) {
    if (checksums.isEmpty() || number > parts.checksums().size()) {
      return null;
    }
    Checksum whole = checksums.getFirst();
    return new Checksum(whole.algorithm(), whole.type(), parts.checksums().get(number - 1));
  }
}
