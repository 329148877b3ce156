package io.sluice.model;

/**
 * A checksum as the S3 API writes it.
 *
 * @param algorithm which one
 * @param type over the whole content, or over the checksums of the parts
 * @param value base64; for {@link Type#COMPOSITE} followed by a dash and the number of parts
 */
public record Checksum(ChecksumAlgorithm algorithm, Type type, String value) {
  /** What a checksum was computed over. */
  public enum Type {
    FULL_OBJECT,
    COMPOSITE
  }
}
