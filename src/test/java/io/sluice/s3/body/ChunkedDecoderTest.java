package io.sluice.s3.body;

import static io.sluice.s3.body.BodyFixture.SEED;
import static io.sluice.s3.body.BodyFixture.bytes;
import static io.sluice.s3.body.BodyFixture.chunked;
import static io.sluice.s3.body.BodyFixture.cutAnyhow;
import static io.sluice.s3.body.BodyFixture.cutAt;
import static io.sluice.s3.body.BodyFixture.random;
import static io.sluice.s3.body.BodyFixture.refused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.sluice.s3.auth.ChunkForm;
import io.sluice.s3.auth.ChunkSeed;
import io.sluice.s3.auth.PayloadPlan;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkedDecoderTest {
  private static final String CRC = "x-amz-checksum-crc32c";
  private static final Set<String> ANNOUNCED = Set.of(CRC);

  /** What came out: the content as ISO-8859-1 text, so that records compare. */
  private record Decoded(String text, Map<String, String> trailers) {
    byte[] content() {
      return bytes(text);
    }
  }

  private static Decoded decode(
      ChunkForm form, long length, Set<String> announced, List<byte[]> pieces) {
    return decode(new PayloadPlan.Chunked(form, SEED), length, announced, pieces);
  }

  private static Decoded decode(
      PayloadPlan.Chunked plan, long length, Set<String> announced, List<byte[]> pieces) {
    ChunkedDecoder decoder = new ChunkedDecoder(plan, length, announced);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      decoder.accept(
          BodyFixture.buffer(piece),
          data -> {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            content.writeBytes(copy);
          });
    }
    decoder.finish();
    assertThat(decoder.decodedBytes()).isEqualTo(content.size());
    return new Decoded(text(content.toByteArray()), decoder.trailers());
  }

  private static byte[] wire(ChunkForm form, byte[] content, int chunkSize) {
    ChunkedBody body = chunked(form).content(content, chunkSize);
    return form.hasTrailer() ? body.trailer(CRC, "sOO8/Q==").end() : body.end();
  }

  private static Set<String> announced(ChunkForm form) {
    return form.hasTrailer() ? ANNOUNCED : Set.of();
  }

  @Test
  void the_documented_upload_in_chunks_verifies() {
    byte[] content = bytes("a".repeat(66_560));
    String wire =
        "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
            + "a".repeat(65_536)
            + "\r\n400;chunk-signature="
            + "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
            + "a".repeat(1024)
            + "\r\n0;chunk-signature="
            + "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
    assertThat(wire).hasSize(66_824).isEqualTo(text(wire(ChunkForm.SIGNED, content, 65_536)));
    assertThat(decode(ChunkForm.SIGNED, 66_560, Set.of(), List.of(bytes(wire))).content())
        .isEqualTo(content);
  }

  private static final String TRAILER_EXAMPLE =
      "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
          + "a".repeat(65_536)
          + "\r\n400;chunk-signature="
          + "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
          + "a".repeat(1024)
          + "\r\n0;chunk-signature="
          + "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n";
  private static final String TRAILER_EXAMPLE_SIGNATURE =
      "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-checksum-crc32c:sOO8/Q==\r\nSIGNATURE\r\n\r\n",
        "X-Amz-Checksum-Crc32c: sOO8/Q==\r\nSIGNATURE\r\n\r\n",
        "x-amz-checksum-crc32c:sOO8/Q==\n\r\nSIGNATURE\r\n\r\n",
        "\r\nx-amz-checksum-crc32c:sOO8/Q==\r\nSIGNATURE\r\n\r\n"
      })
  void the_documented_upload_with_a_trailer_verifies_in_the_forms_that_clients_send(String end) {
    ChunkSeed seed =
        BodyFixture.seed("106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");
    byte[] wire = bytes(TRAILER_EXAMPLE + end.replace("SIGNATURE", TRAILER_EXAMPLE_SIGNATURE));
    Decoded decoded =
        decode(
            new PayloadPlan.Chunked(ChunkForm.SIGNED_TRAILER, seed),
            66_560,
            ANNOUNCED,
            List.of(wire));
    assertThat(decoded.content()).isEqualTo(bytes("a".repeat(66_560)));
    assertThat(decoded.trailers()).containsExactly(Map.entry(CRC, "sOO8/Q=="));
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void a_body_may_be_cut_at_every_byte(ChunkForm form) {
    byte[] content = random(1, 100);
    byte[] wire = wire(form, content, 33);
    for (int at = 0; at <= wire.length; at++) {
      assertThat(decode(form, 100, announced(form), cutAt(wire, at)).content())
          .as("cut at " + at)
          .isEqualTo(content);
    }
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void a_body_may_come_in_any_pieces(ChunkForm form) {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] content = random(seed, random.nextInt(3000));
      byte[] wire = wire(form, content, 1 + random.nextInt(1000));
      List<byte[]> pieces = cutAnyhow(wire, random, 1 + random.nextInt(200));
      assertThat(decode(form, content.length, announced(form), pieces).content())
          .as("seed " + seed)
          .isEqualTo(content);
    }
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void sizes_and_chunk_sizes_at_their_edges(ChunkForm form) {
    for (int size : new int[] {0, 1, 2, 3, 4095, 4096, 4097}) {
      for (int chunkSize : new int[] {1, 2, 4095, 4096, 4097}) {
        byte[] content = random(size, size);
        List<byte[]> pieces = List.of(wire(form, content, chunkSize));
        assertThat(decode(form, size, announced(form), pieces).content()).isEqualTo(content);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void a_body_that_ends_early_is_refused_wherever_it_ends(ChunkForm form) {
    byte[] wire = wire(form, random(2, 100), 33);
    for (int end = 0; end < wire.length; end++) {
      List<byte[]> pieces = List.of(Arrays.copyOf(wire, end));
      refused(Reason.INCOMPLETE_BODY, () -> decode(form, 100, announced(form), pieces));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkForm.class,
      names = {"SIGNED", "SIGNED_TRAILER"})
  void a_flipped_bit_anywhere_in_a_signed_body_is_refused(ChunkForm form) {
    byte[] wire = wire(form, random(3, 100), 33);
    for (int at = 0; at < wire.length; at++) {
      byte[] flipped = wire.clone();
      flipped[at] ^= 1;
      RefusedException refused =
          catchThrowableOfType(
              RefusedException.class, () -> decode(form, 100, announced(form), List.of(flipped)));
      assertThat(refused).as("flipped at " + at).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkForm.class,
      names = {"SIGNED", "SIGNED_TRAILER"})
  void a_flipped_bit_in_the_data_of_a_chunk_does_not_match_its_signature(ChunkForm form) {
    byte[] wire = wire(form, bytes("-".repeat(100)), 50);
    for (int at = 0; at < wire.length; at++) {
      boolean data = wire[at] == '-' && (at == 0 || wire[at - 1] == '-' || wire[at - 1] == '\n');
      if (data) {
        byte[] flipped = wire.clone();
        flipped[at] ^= 0x40;
        refused(
            Reason.SIGNATURE_DOES_NOT_MATCH,
            () -> decode(form, 100, announced(form), List.of(flipped)));
      }
    }
  }

  @Test
  void chunks_can_not_be_dropped_swapped_or_repeated() {
    byte[] a = random(4, 10);
    byte[] b = random(5, 10);
    byte[] both = chunked(ChunkForm.SIGNED).chunk(a).chunk(b).chunk(new byte[0]).end();
    int first = chunked(ChunkForm.SIGNED).chunk(a).unfinished().length;
    byte[] head = Arrays.copyOf(both, first);
    byte[] middle = Arrays.copyOfRange(both, first, 2 * first);
    byte[] tail = Arrays.copyOfRange(both, 2 * first, both.length);
    Reason reason = Reason.SIGNATURE_DOES_NOT_MATCH;
    refused(reason, () -> decode(ChunkForm.SIGNED, 10, Set.of(), List.of(middle, tail)));
    refused(reason, () -> decode(ChunkForm.SIGNED, 10, Set.of(), List.of(head, tail)));
    refused(reason, () -> decode(ChunkForm.SIGNED, 20, Set.of(), List.of(middle, head, tail)));
    refused(
        reason, () -> decode(ChunkForm.SIGNED, 30, Set.of(), List.of(head, head, middle, tail)));
  }

  @Test
  void a_signed_form_needs_the_signatures() {
    byte[] unsigned = bytes("3\r\nabc\r\n0\r\n\r\n");
    refused(
        Reason.SIGNATURE_DOES_NOT_MATCH,
        () -> decode(ChunkForm.SIGNED, 3, Set.of(), List.of(unsigned)));
    byte[] noTrailerSignature =
        chunked(ChunkForm.SIGNED_TRAILER).content(bytes("abc"), 3).text(CRC + ":v\r\n").end();
    refused(
        Reason.SIGNATURE_DOES_NOT_MATCH,
        () -> decode(ChunkForm.SIGNED_TRAILER, 3, ANNOUNCED, List.of(noTrailerSignature)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "x\r\n",
        "-1\r\n",
        "+3\r\n",
        " 3\r\n",
        "3 \r\n",
        "0x3\r\n",
        "1000000000000000\r\n",
        "ffffffffffffffff\r\n",
        "\uff13\r\n",
        "3\nabc\r\n",
        "3\r\nabcd\r\n",
        "3\r\nabc0\r\n"
      })
  void a_chunk_of_the_wrong_form_is_refused(String wire) {
    refused(
        Reason.INVALID_CHUNK_SIZE,
        () -> decode(ChunkForm.UNSIGNED_TRAILER, 100, Set.of(), List.of(bytes(wire))));
  }

  @Test
  void a_line_without_end_is_refused_before_it_fills_memory() {
    refused(
        Reason.INVALID_CHUNK_SIZE,
        () -> decode(ChunkForm.UNSIGNED_TRAILER, 1, Set.of(), List.of(bytes("0".repeat(9000)))));
    byte[] longTrailer = bytes("0\r\n" + CRC + ":" + "v".repeat(9000));
    refused(
        Reason.INVALID_CHUNK_SIZE,
        () -> decode(ChunkForm.UNSIGNED_TRAILER, 0, ANNOUNCED, List.of(longTrailer)));
  }

  @ParameterizedTest
  @CsvSource({"99", "101", "0", "1000"})
  void a_decoded_length_that_disagrees_is_refused(long declared) {
    for (ChunkForm form : ChunkForm.values()) {
      List<byte[]> pieces = List.of(wire(form, random(6, 100), 100));
      refused(Reason.INCOMPLETE_BODY, () -> decode(form, declared, announced(form), pieces));
    }
  }

  @Test
  void a_chunk_longer_than_the_body_is_refused_before_its_data_comes() {
    refused(
        Reason.INCOMPLETE_BODY,
        () -> decode(ChunkForm.UNSIGNED_TRAILER, 100, Set.of(), List.of(bytes("65\r\n"))));
  }

  @Test
  void nothing_may_follow_the_end() {
    for (ChunkForm form : ChunkForm.values()) {
      List<byte[]> pieces = List.of(wire(form, random(7, 10), 10), bytes("\r"));
      refused(Reason.INVALID_REQUEST, () -> decode(form, 10, announced(form), pieces));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "\r\n",
        "x-amz-checksum-crc32:AAAAAA==\r\n\r\n",
        "x-amz-meta-a:b\r\n\r\n",
        "x-amz-checksum-crc32c:a\r\nx-amz-checksum-crc32c:a\r\n\r\n",
        "x-amz-checksum-crc32c:a\r\nx-amz-meta-a:b\r\n\r\n",
        "x-amz-checksum-crc32c\r\n\r\n",
        ":a\r\n\r\n",
        "x-amz-trailer-signature:0\r\n\r\n"
      })
  void a_trailer_that_is_not_what_was_announced_is_malformed(String trailer) {
    byte[] wire = bytes("3\r\nabc\r\n0\r\n" + trailer);
    refused(
        Reason.MALFORMED_TRAILER,
        () -> decode(ChunkForm.UNSIGNED_TRAILER, 3, ANNOUNCED, List.of(wire)));
  }

  @Test
  void a_trailer_that_nobody_announced_is_malformed() {
    byte[] wire = bytes("0\r\n" + CRC + ":AAAAAA==\r\n\r\n");
    refused(
        Reason.MALFORMED_TRAILER,
        () -> decode(ChunkForm.UNSIGNED_TRAILER, 0, Set.of(), List.of(wire)));
  }

  @Test
  void a_form_with_a_trailer_may_come_without_one() {
    assertThat(
            decode(ChunkForm.UNSIGNED_TRAILER, 3, Set.of(), List.of(bytes("3\r\nabc\r\n0\r\n\r\n")))
                .content())
        .isEqualTo(bytes("abc"));
    byte[] signed = chunked(ChunkForm.SIGNED_TRAILER).content(bytes("abc"), 3).end();
    assertThat(decode(ChunkForm.SIGNED_TRAILER, 3, Set.of(), List.of(signed)).content())
        .isEqualTo(bytes("abc"));
    byte[] signedNothing =
        chunked(ChunkForm.SIGNED_TRAILER).content(bytes("abc"), 3).trailerSignature("").end();
    assertThat(decode(ChunkForm.SIGNED_TRAILER, 3, Set.of(), List.of(signedNothing)).content())
        .isEqualTo(bytes("abc"));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
