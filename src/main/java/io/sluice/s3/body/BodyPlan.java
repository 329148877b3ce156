package io.sluice.s3.body;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.RequestHead;
import io.sluice.s3.auth.PayloadPlan;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its body before it comes, and what therefore must be verified.
 *
 * @param decodedBytes the length of the content, without the framing of chunks; {@link
 *     #UNKNOWN_LENGTH} when the body comes in HTTP's chunked transfer coding
 * @param payload what the signature says
 * @param contentMd5 the MD5 promised, in base64, or null
 * @param checksum the checksum promised in the head, or null
 * @param trailer the checksum that comes after the content, or null
 */
public record BodyPlan(
    long decodedBytes,
    PayloadPlan payload,
    @Nullable String contentMd5,
    @Nullable Checksum checksum,
    @Nullable ChecksumAlgorithm trailer) {
  /** The length of a body that is known only when it has ended. */
  public static final long UNKNOWN_LENGTH = -1;

  private static final int MD5_BYTES = 16;

  /**
   * Plans a body from its head.
   *
   * <p>A checksum in the query of a presigned URL counts unless it is that of an empty body, which
   * SDKs put there when they sign for a body that they don't have.
   *
   * @throws io.sluice.model.RefusedException when the head contradicts itself: the length is
   *     missing, a digest or checksum is not one, or there are several
   */
  public static BodyPlan of(RequestHead head, PayloadPlan payload) {
    DeclaredChecksum declared = DeclaredChecksum.of(head, payload);
    return new BodyPlan(
        declaredBytes(head, payload),
        payload,
        contentMd5(head),
        declared.value(),
        declared.trailer());
  }

  /**
   * Plans a body that need not be there: without a length it is empty. Clients create buckets so,
   * while a PUT of an object must tell its length.
   */
  public static BodyPlan ofOptional(RequestHead head, PayloadPlan payload) {
    boolean isAbsent =
        head.header("content-length") == null
            && head.header("transfer-encoding") == null
            && !(payload instanceof PayloadPlan.Chunked);
    return isAbsent ? new BodyPlan(0, payload, null, null, null) : of(head, payload);
  }

  /**
   * Plans a body whose request speaks of another content's checksum: that of
   * CompleteMultipartUpload is the object's, not the XML document's.
   */
  public static BodyPlan ignoringChecksums(RequestHead head, PayloadPlan payload) {
    return new BodyPlan(declaredBytes(head, payload), payload, contentMd5(head), null, null);
  }

  /** The checksum algorithm that the client named with a value, now or after the body. */
  public @Nullable ChecksumAlgorithm algorithm() {
    return checksum == null ? trailer : checksum.algorithm();
  }

  private static long declaredBytes(RequestHead head, PayloadPlan payload) {
    return switch (payload) {
      case PayloadPlan.Chunked _ -> decodedLength(head);
      case PayloadPlan.Signed _, PayloadPlan.Unsigned _ -> plainLength(head);
    };
  }

  private static long decodedLength(RequestHead head) {
    String sent = head.header("x-amz-decoded-content-length");
    if (sent == null) {
      throw missingLength();
    }
    return length(sent);
  }

  private static long plainLength(RequestHead head) {
    String sent = head.header("content-length");
    if (sent != null) {
      return length(sent);
    }
    if (head.header("transfer-encoding") != null) {
      return UNKNOWN_LENGTH;
    }
    boolean brings = head.method().equals("PUT") && head.header("x-amz-copy-source") == null;
    if (brings) {
      throw missingLength();
    }
    return 0;
  }

  private static RuntimeException missingLength() {
    return Refusal.exception(
        Reason.MISSING_CONTENT_LENGTH, "You must provide the Content-Length HTTP header.");
  }

  private static long length(String text) {
    String digits = text.strip();
    boolean valid = !digits.isEmpty();
    for (int i = 0; i < digits.length(); i++) {
      valid &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    try {
      if (valid) {
        return Long.parseLong(digits);
      }
    } catch (NumberFormatException e) {
      // Too large for any body; refused below.
    }
    throw Refusal.exception(Reason.INVALID_ARGUMENT, "A length header is not a number.");
  }

  private static @Nullable String contentMd5(RequestHead head) {
    String sent = head.header("content-md5");
    if (sent == null) {
      return null;
    }
    if (!isBase64(sent.strip(), MD5_BYTES)) {
      throw Refusal.exception(Reason.INVALID_DIGEST, "The Content-MD5 you specified is not valid.");
    }
    return sent.strip();
  }

  /** Whether a text is the one base64 spelling of so many bytes. */
  static boolean isBase64(String text, int lengthBytes) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return bytes.length == lengthBytes && Base64.getEncoder().encodeToString(bytes).equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
