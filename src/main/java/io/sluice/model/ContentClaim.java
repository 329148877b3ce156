package io.sluice.model;

import java.util.List;

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
}
