package io.sluice.s3.body;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.auth.PayloadPlan;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one body while it streams by: takes chunks apart, counts, hashes, and compares at the
 * end. Computes only what the client promised, and what was asked for. Nothing handed out may be
 * used before {@link #finish} has returned.
 *
 * <p>Not safe for several threads, but may move between them. Hashing costs about a second of CPU a
 * gigabyte, so it belongs on worker threads.
 */
public final class BodyVerifier {
  private final BodyPlan plan;
  private final @Nullable ChunkedDecoder decoder;
  private final @Nullable MessageDigest md5;
  private final @Nullable MessageDigest sha256;
  private final @Nullable Checksummer checksummer;
  private long sizeBytes;

  /**
   * @param wantMd5 whether the content's MD5 is wanted even if the client promised none
   */
  public BodyVerifier(BodyPlan plan, boolean wantMd5) {
    this(plan, wantMd5, null);
  }

  /**
   * @param wantMd5 whether the content's MD5 is wanted even if the client promised none
   * @param wanted the checksum that is wanted if the client promised none, or null
   */
  public BodyVerifier(BodyPlan plan, boolean wantMd5, @Nullable ChecksumAlgorithm wanted) {
    this.plan = plan;
    this.decoder =
        plan.payload() instanceof PayloadPlan.Chunked chunked
            ? new ChunkedDecoder(chunked, plan.decodedBytes(), trailerNames(plan))
            : null;
    this.md5 = wantMd5 || plan.contentMd5() != null ? Digests.md5() : null;
    this.sha256 = plan.payload() instanceof PayloadPlan.Signed ? Digests.sha256() : null;
    ChecksumAlgorithm algorithm = plan.algorithm() == null ? wanted : plan.algorithm();
    this.checksummer = algorithm == null ? null : Checksummer.of(algorithm);
  }

  private static Set<String> trailerNames(BodyPlan plan) {
    ChecksumAlgorithm trailer = plan.trailer();
    return trailer == null ? Set.of() : Set.of(trailer.headerName());
  }

  /**
   * Takes the next bytes as they came over the wire and hands out the content in them, as slices
   * that are valid during the call.
   *
   * @throws io.sluice.model.RefusedException as soon as a promise is broken
   */
  public void accept(ByteBuffer wire, Consumer<ByteBuffer> plain) {
    if (decoder == null) {
      ByteBuffer all = wire.slice();
      wire.position(wire.limit());
      take(all, plain);
    } else {
      decoder.accept(wire, content -> take(content, plain));
    }
  }

  private void take(ByteBuffer content, Consumer<ByteBuffer> plain) {
    sizeBytes += content.remaining();
    if (plan.decodedBytes() != BodyPlan.UNKNOWN_LENGTH && sizeBytes > plan.decodedBytes()) {
      throw wrongLength();
    }
    if (md5 != null) {
      md5.update(content.duplicate());
    }
    if (sha256 != null) {
      sha256.update(content.duplicate());
    }
    if (checksummer != null) {
      checksummer.update(content.duplicate());
    }
    plain.accept(content);
  }

  /**
   * Call once, when the body has ended.
   *
   * @throws io.sluice.model.RefusedException when the content is not what was promised
   */
  public VerifiedBody finish() {
    if (decoder != null) {
      decoder.finish();
    }
    if (plan.decodedBytes() != BodyPlan.UNKNOWN_LENGTH && sizeBytes != plan.decodedBytes()) {
      throw wrongLength();
    }
    checkSha256();
    return new VerifiedBody(sizeBytes, verifiedMd5(), verifiedChecksum());
  }

  private void checkSha256() {
    if (sha256 == null || !(plan.payload() instanceof PayloadPlan.Signed(String promised))) {
      return;
    }
    if (!HexFormat.of().formatHex(sha256.digest()).equals(promised)) {
      throw Refusal.exception(
          Reason.CONTENT_SHA256_MISMATCH,
          "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
  }

  private @Nullable String verifiedMd5() {
    if (md5 == null) {
      return null;
    }
    byte[] value = md5.digest();
    String promised = plan.contentMd5();
    if (promised != null && !Base64.getEncoder().encodeToString(value).equals(promised)) {
      throw Refusal.exception(
          Reason.BAD_DIGEST, "The Content-MD5 you specified did not match what we received.");
    }
    return HexFormat.of().formatHex(value);
  }

  private @Nullable Checksum verifiedChecksum() {
    if (checksummer == null) {
      return null;
    }
    Checksum computed = checksummer.checksum();
    if (plan.algorithm() != null && !computed.equals(promised(computed.algorithm()))) {
      throw Refusal.exception(
          Reason.BAD_DIGEST,
          "The " + computed.algorithm() + " you specified did not match the calculated checksum.");
    }
    return computed;
  }

  private @Nullable Checksum promised(ChecksumAlgorithm algorithm) {
    if (plan.checksum() != null || decoder == null) {
      return plan.checksum();
    }
    String name = algorithm.headerName();
    String value = decoder.trailers().get(name);
    return value == null ? null : DeclaredChecksum.parse(name, value);
  }

  private static RuntimeException wrongLength() {
    return Refusal.exception(
        Reason.INCOMPLETE_BODY,
        "You did not provide the number of bytes specified by the Content-Length HTTP header");
  }
}
