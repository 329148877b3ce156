package io.sluice.s3;

/**
 * What a refusal is called on the wire.
 *
 * @param code S3's name for it
 * @param status of HTTP
 */
public record S3Error(String code, int status) {
  private static final int NOT_MODIFIED = 304;

  /** Whether the answer holds a document; a status of 304 has none (RFC 9110, section 15.4.5). */
  public boolean hasDocument() {
    return status != NOT_MODIFIED;
  }
}
