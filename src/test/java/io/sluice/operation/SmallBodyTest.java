package io.sluice.operation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ChecksumAlgorithm;
import io.sluice.s3.auth.ChunkForm;
import io.sluice.s3.auth.ChunkSeed;
import io.sluice.s3.auth.CredentialScope;
import io.sluice.s3.auth.PayloadPlan;
import io.sluice.s3.auth.SigningKey;
import io.sluice.s3.body.BodyPlan;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Documents that requests carry. */
class SmallBodyTest {
  private static final byte[] DOCUMENT =
      "<Delete>and so on, for a while</Delete>".getBytes(US_ASCII);

  @Test
  void a_document_is_what_came_and_not_a_copy() {
    var plan = new BodyPlan(DOCUMENT.length, new PayloadPlan.Unsigned(), null, null, null);
    assertThat(SmallBody.verified(DOCUMENT, plan)).isSameAs(DOCUMENT);
  }

  @Test
  void a_document_in_chunks_of_any_length_is_taken_apart() {
    CredentialScope scope = new CredentialScope("20130524", "us-east-1", "s3");
    SigningKey key = SigningKey.derive("a secret", scope);
    var payload =
        new PayloadPlan.Chunked(
            ChunkForm.UNSIGNED_TRAILER, new ChunkSeed("0", key, scope, "20130524T000000Z"));
    var plan = new BodyPlan(DOCUMENT.length, payload, null, null, ChecksumAlgorithm.CRC32);
    for (int length = 1; length <= DOCUMENT.length; length++) {
      assertThat(SmallBody.verified(chunked(length), plan)).isEqualTo(DOCUMENT);
    }
  }

  private static byte[] chunked(int length) {
    String text = new String(DOCUMENT, US_ASCII);
    StringBuilder wire = new StringBuilder();
    for (int from = 0; from < text.length(); from += length) {
      String chunk = text.substring(from, Math.min(text.length(), from + length));
      wire.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
    }
    wire.append("0\r\nx-amz-checksum-crc32:").append(crc32()).append("\r\n\r\n");
    return wire.toString().getBytes(US_ASCII);
  }

  private static String crc32() {
    CRC32 crc32 = new CRC32();
    crc32.update(DOCUMENT);
    byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc32.getValue()).array();
    return Base64.getEncoder().encodeToString(value);
  }
}
