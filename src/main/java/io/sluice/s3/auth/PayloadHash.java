package io.sluice.s3.auth;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.Locale;

/** What {@code x-amz-content-sha256} may say. */
final class PayloadHash {
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final String ECDSA = "STREAMING-AWS4-ECDSA-";
  private static final int SHA256_DIGITS = 64;

  private PayloadHash() {}

  /** Refuses a value that S3 does not know, before any effort is spent on the signature. */
  static void check(String value) {
    if (value.equals(UNSIGNED) || ChunkForm.ofHeaderValue(value) != null || isSha256(value)) {
      return;
    }
    if (value.startsWith(ECDSA)) {
      throw Refusal.exception(
          Reason.NOT_IMPLEMENTED, "Signatures of the form ECDSA-P256 are not supported.");
    }
    throw Refusal.exception(
        Reason.INVALID_ARGUMENT,
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
            + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
            + " or a valid sha256 value.");
  }

  /** The plan of a value that passed the check. */
  static PayloadPlan plan(String value, ChunkSeed seed) {
    if (value.equals(UNSIGNED)) {
      return new PayloadPlan.Unsigned();
    }
    ChunkForm form = ChunkForm.ofHeaderValue(value);
    return form == null
        ? new PayloadPlan.Signed(value.toLowerCase(Locale.ROOT))
        : new PayloadPlan.Chunked(form, seed);
  }

  private static boolean isSha256(String value) {
    if (value.length() != SHA256_DIGITS) {
      return false;
    }
    for (int i = 0; i < SHA256_DIGITS; i++) {
      char c = value.charAt(i);
      if (c > 'f' || Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }
}
