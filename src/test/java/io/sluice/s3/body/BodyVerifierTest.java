package io.sluice.s3.body;

import static io.sluice.s3.body.BodyFixture.SEED;
import static io.sluice.s3.body.BodyFixture.bytes;
import static io.sluice.s3.body.BodyFixture.chunked;
import static io.sluice.s3.body.BodyFixture.cutAnyhow;
import static io.sluice.s3.body.BodyFixture.random;
import static io.sluice.s3.body.BodyFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.sluice.s3.auth.ChunkForm;
import io.sluice.s3.auth.PayloadPlan;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BodyVerifierTest {
  private static final PayloadPlan UNSIGNED = new PayloadPlan.Unsigned();
  private static final byte[] CONTENT = random(11, 1000);

  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

  private VerifiedBody verify(BodyPlan plan, boolean wantMd5, List<byte[]> pieces) {
    plain.reset();
    BodyVerifier verifier = new BodyVerifier(plan, wantMd5);
    for (byte[] piece : pieces) {
      verifier.accept(
          BodyFixture.buffer(piece),
          data -> {
            while (data.hasRemaining()) {
              plain.write(data.get());
            }
          });
    }
    return verifier.finish();
  }

  private VerifiedBody verify(BodyPlan plan, byte[] wire) {
    return verify(plan, true, List.of(wire));
  }

  private static String md5Base64(byte[] content) {
    return Base64.getEncoder().encodeToString(Digests.md5().digest(content));
  }

  private static Checksum checksum(ChecksumAlgorithm algorithm, byte[] content) {
    Checksummer checksummer = Checksummer.of(algorithm);
    checksummer.update(BodyFixture.buffer(content));
    return checksummer.checksum();
  }

  private static BodyPlan plan(PayloadPlan payload) {
    return new BodyPlan(CONTENT.length, payload, null, null, null);
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 1;
    return flipped;
  }

  @Test
  void a_plain_body_without_promises_is_counted_and_hashed_when_asked() {
    assertThat(verify(plan(UNSIGNED), CONTENT))
        .isEqualTo(
            new VerifiedBody(1000, HexFormat.of().formatHex(Digests.md5().digest(CONTENT)), null));
    assertThat(verify(plan(UNSIGNED), false, List.of(CONTENT)))
        .isEqualTo(new VerifiedBody(1000, null, null));
    assertThat(plain.toByteArray()).isEqualTo(CONTENT);
  }

  @Test
  void sizes_at_their_edges() {
    for (int size : new int[] {0, 1, 2, 3, 4095, 4096, 4097}) {
      byte[] content = random(size, size);
      Checksum crc = checksum(ChecksumAlgorithm.CRC64NVME, content);
      BodyPlan plan = new BodyPlan(size, UNSIGNED, md5Base64(content), crc, null);
      assertThat(verify(plan, content).checksum()).isEqualTo(crc);
    }
  }

  @Test
  void a_plain_body_of_another_length_is_incomplete() {
    BodyPlan plan = plan(UNSIGNED);
    refused(Reason.INCOMPLETE_BODY, () -> verify(plan, Arrays.copyOf(CONTENT, 999)));
    refused(Reason.INCOMPLETE_BODY, () -> verify(plan, Arrays.copyOf(CONTENT, 1001)));
    refused(Reason.INCOMPLETE_BODY, () -> verify(plan, new byte[0]));
  }

  @Test
  void a_body_of_unknown_length_ends_when_it_ends() {
    BodyPlan plan = new BodyPlan(BodyPlan.UNKNOWN_LENGTH, UNSIGNED, null, null, null);
    assertThat(verify(plan, CONTENT).sizeBytes()).isEqualTo(1000);
    assertThat(verify(plan, new byte[0]).sizeBytes()).isZero();
  }

  @Test
  void a_flipped_bit_breaks_the_content_md5() {
    BodyPlan plan = new BodyPlan(1000, UNSIGNED, md5Base64(CONTENT), null, null);
    assertThat(verify(plan, false, List.of(CONTENT)).md5Hex()).isNotNull();
    for (int at = 0; at < CONTENT.length; at += 37) {
      byte[] wire = flipped(CONTENT, at);
      refused(Reason.BAD_DIGEST, () -> verify(plan, wire));
    }
  }

  @Test
  void a_flipped_bit_breaks_the_signed_hash() {
    String sha256 = HexFormat.of().formatHex(Digests.sha256().digest(CONTENT));
    BodyPlan plan = plan(new PayloadPlan.Signed(sha256));
    assertThat(verify(plan, CONTENT).sizeBytes()).isEqualTo(1000);
    for (int at = 0; at < CONTENT.length; at += 37) {
      byte[] wire = flipped(CONTENT, at);
      refused(Reason.CONTENT_SHA256_MISMATCH, () -> verify(plan, wire));
    }
  }

  @ParameterizedTest
  @EnumSource(ChecksumAlgorithm.class)
  void a_flipped_bit_breaks_the_checksum_of_the_head(ChecksumAlgorithm algorithm) {
    Checksum promised = checksum(algorithm, CONTENT);
    BodyPlan plan = new BodyPlan(1000, UNSIGNED, null, promised, null);
    assertThat(verify(plan, CONTENT).checksum()).isEqualTo(promised);
    for (int at = 0; at < CONTENT.length; at += 37) {
      byte[] wire = flipped(CONTENT, at);
      refused(Reason.BAD_DIGEST, () -> verify(plan, wire));
    }
    assertThatThrownBy(() -> verify(plan, flipped(CONTENT, 0)))
        .hasMessageContaining(
            "The " + algorithm + " you specified did not match the calculated checksum.");
  }

  private static byte[] withTrailer(ChunkForm form, Checksum checksum) {
    return chunked(form)
        .content(CONTENT, 300)
        .trailer(checksum.algorithm().headerName(), checksum.value())
        .end();
  }

  private static BodyPlan trailerPlan(ChunkForm form, ChecksumAlgorithm algorithm) {
    return new BodyPlan(1000, new PayloadPlan.Chunked(form, SEED), null, null, algorithm);
  }

  @ParameterizedTest
  @EnumSource(ChecksumAlgorithm.class)
  void the_checksum_of_the_trailer_is_verified(ChecksumAlgorithm algorithm) {
    Checksum right = checksum(algorithm, CONTENT);
    Checksum wrong = checksum(algorithm, bytes("other"));
    for (ChunkForm form : List.of(ChunkForm.SIGNED_TRAILER, ChunkForm.UNSIGNED_TRAILER)) {
      BodyPlan plan = trailerPlan(form, algorithm);
      assertThat(verify(plan, withTrailer(form, right)).checksum()).isEqualTo(right);
      assertThat(plain.toByteArray()).isEqualTo(CONTENT);
      refused(Reason.BAD_DIGEST, () -> verify(plan, withTrailer(form, wrong)));
    }
  }

  @Test
  void a_trailer_that_is_no_checksum_is_refused() {
    Checksum nonsense =
        new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.FULL_OBJECT, "nonsense");
    BodyPlan plan = trailerPlan(ChunkForm.UNSIGNED_TRAILER, ChecksumAlgorithm.CRC32);
    refused(
        Reason.BAD_DIGEST, () -> verify(plan, withTrailer(ChunkForm.UNSIGNED_TRAILER, nonsense)));
  }

  @ParameterizedTest
  @EnumSource(ChecksumAlgorithm.class)
  void a_checksum_that_nobody_sent_is_computed_when_it_is_wanted(ChecksumAlgorithm wanted) {
    BodyPlan plan = new BodyPlan(CONTENT.length, UNSIGNED, null, null, null);
    BodyVerifier verifier = new BodyVerifier(plan, true, wanted);
    verifier.accept(BodyFixture.buffer(CONTENT), data -> data.position(data.limit()));
    assertThat(verifier.finish().checksum()).isEqualTo(checksum(wanted, CONTENT));
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void a_flipped_bit_anywhere_on_the_wire_is_caught(ChunkForm form) {
    ChecksumAlgorithm algorithm = form.hasTrailer() ? ChecksumAlgorithm.CRC64NVME : null;
    BodyPlan plan = new BodyPlan(1000, new PayloadPlan.Chunked(form, SEED), null, null, algorithm);
    byte[] wire =
        algorithm == null
            ? chunked(form).content(CONTENT, 300).end()
            : withTrailer(form, checksum(algorithm, CONTENT));
    assertThat(verify(plan, wire).sizeBytes()).isEqualTo(1000);
    for (int at = 0; at < wire.length; at++) {
      byte[] bad = flipped(wire, at);
      RefusedException refused =
          catchThrowableOfType(RefusedException.class, () -> verify(plan, bad));
      assertThat(refused).as("flipped at " + at).isNotNull();
    }
  }

  @Test
  void content_md5_and_header_checksum_are_over_the_decoded_content() {
    Checksum sha1 = checksum(ChecksumAlgorithm.SHA1, CONTENT);
    PayloadPlan payload = new PayloadPlan.Chunked(ChunkForm.SIGNED, SEED);
    BodyPlan plan = new BodyPlan(1000, payload, md5Base64(CONTENT), sha1, null);
    byte[] wire = chunked(ChunkForm.SIGNED).content(CONTENT, 999).end();
    assertThat(verify(plan, wire).checksum()).isEqualTo(sha1);
    byte[] other = chunked(ChunkForm.SIGNED).content(flipped(CONTENT, 5), 999).end();
    refused(Reason.BAD_DIGEST, () -> verify(plan, other));
  }

  @Test
  void pieces_make_no_difference() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Checksum crc = checksum(ChecksumAlgorithm.CRC32, CONTENT);
      List<byte[]> pieces =
          cutAnyhow(withTrailer(ChunkForm.SIGNED_TRAILER, crc), random, 1 + random.nextInt(300));
      BodyPlan plan = trailerPlan(ChunkForm.SIGNED_TRAILER, ChecksumAlgorithm.CRC32);
      assertThat(verify(plan, true, pieces).checksum()).as("seed " + seed).isEqualTo(crc);
      assertThat(plain.toByteArray()).as("seed " + seed).isEqualTo(CONTENT);
    }
  }
}
