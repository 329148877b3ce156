package io.sluice.s3.body;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/**
 * The line before a chunk: {@code SIZE;chunk-signature=SIGNATURE}, the size in hexadecimal.
 *
 * @param signature as sent; empty when the chunk is not signed
 */
record ChunkHeader(long sizeBytes, String signature) {
  private static final String SIGNATURE = "chunk-signature=";

  /** Fifteen digits stay clear of the sign, and no body is as long. */
  private static final int MAX_DIGITS = 15;

  static ChunkHeader parse(String line) {
    int semicolon = line.indexOf(';');
    String digits = semicolon < 0 ? line : line.substring(0, semicolon);
    String extension = semicolon < 0 ? "" : line.substring(semicolon + 1);
    // Other extensions mean nothing to S3; a signed form fails for want of its signature.
    String signature =
        extension.startsWith(SIGNATURE) ? extension.substring(SIGNATURE.length()) : "";
    return new ChunkHeader(size(digits), signature);
  }

  private static long size(String digits) {
    boolean valid = !digits.isEmpty() && digits.length() <= MAX_DIGITS;
    long size = 0;
    for (int i = 0; i < digits.length() && valid; i++) {
      char c = digits.charAt(i);
      int digit = c <= 'f' ? Character.digit(c, 16) : -1;
      valid = digit >= 0;
      size = size * 16 + digit;
    }
    if (!valid) {
      throw Refusal.exception(
          Reason.INVALID_CHUNK_SIZE, "A chunk does not start with its size in hexadecimal.");
    }
    return size;
  }
}
