package io.sluice.s3.body;

import static io.sluice.s3.body.BodyFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Reason;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import io.sluice.s3.auth.ChunkForm;
import io.sluice.s3.auth.PayloadPlan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyPlanTest {
  private static final PayloadPlan UNSIGNED = new PayloadPlan.Unsigned();
  private static final PayloadPlan TRAILER =
      new PayloadPlan.Chunked(ChunkForm.UNSIGNED_TRAILER, BodyFixture.SEED);
  private static final PayloadPlan CHUNKED =
      new PayloadPlan.Chunked(ChunkForm.SIGNED, BodyFixture.SEED);

  /** A head from "name: value" lines; the length is given. */
  private static RequestHead put(String... lines) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("content-length", "10"));
    headers.add(new Header("x-amz-decoded-content-length", "7"));
    for (String line : lines) {
      int colon = line.indexOf(':');
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new RequestHead("PUT", "/b/k", "", headers);
  }

  private static RequestHead bare(String method, Header... headers) {
    return new RequestHead(method, "/b/k", "", List.of(headers));
  }

  @Test
  void a_plain_body_is_as_long_as_content_length_and_a_chunked_one_as_it_says() {
    assertThat(BodyPlan.of(put(), UNSIGNED))
        .isEqualTo(new BodyPlan(10, UNSIGNED, null, null, null));
    assertThat(BodyPlan.of(put(), CHUNKED).decodedBytes()).isEqualTo(7);
  }

  @Test
  void a_body_that_need_not_come_is_empty_without_a_length() {
    assertThat(BodyPlan.ofOptional(bare("PUT"), UNSIGNED).decodedBytes()).isZero();
    assertThat(BodyPlan.ofOptional(put(), UNSIGNED).decodedBytes()).isEqualTo(10);
    refused(Reason.MISSING_CONTENT_LENGTH, () -> BodyPlan.ofOptional(bare("PUT"), CHUNKED));
  }

  @Test
  void a_length_is_required_where_a_body_must_come() {
    Header length = new Header("content-length", "10");
    refused(Reason.MISSING_CONTENT_LENGTH, () -> BodyPlan.of(bare("PUT"), UNSIGNED));
    refused(Reason.MISSING_CONTENT_LENGTH, () -> BodyPlan.of(bare("PUT", length), CHUNKED));
    assertThat(BodyPlan.of(bare("POST"), UNSIGNED).decodedBytes()).isZero();
    assertThat(BodyPlan.of(bare("GET"), UNSIGNED).decodedBytes()).isZero();
    Header copy = new Header("x-amz-copy-source", "/b/other");
    assertThat(BodyPlan.of(bare("PUT", copy), UNSIGNED).decodedBytes()).isZero();
    Header transfer = new Header("transfer-encoding", "chunked");
    assertThat(BodyPlan.of(bare("PUT", transfer), UNSIGNED).decodedBytes())
        .isEqualTo(BodyPlan.UNKNOWN_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", "0x1", "99999999999999999999"})
  void a_length_that_is_no_number_is_refused(String length) {
    Header plain = new Header("content-length", length);
    refused(Reason.INVALID_ARGUMENT, () -> BodyPlan.of(bare("PUT", plain), UNSIGNED));
    Header decoded = new Header("x-amz-decoded-content-length", length);
    refused(Reason.INVALID_ARGUMENT, () -> BodyPlan.of(bare("PUT", decoded), CHUNKED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "MTIzNDU2Nzg5MDEyMzQ1",
        "1B2M2Y8AsgTpgAmY7PhCfg",
        "1B2M2Y8AsgTpgAmY7PhCfh=="
      })
  void a_content_md5_that_is_none_is_invalid(String md5) {
    refused(Reason.INVALID_DIGEST, () -> BodyPlan.of(put("Content-MD5: " + md5), UNSIGNED));
  }

  @Test
  void a_content_md5_is_kept() {
    BodyPlan plan = BodyPlan.of(put("Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg=="), UNSIGNED);
    assertThat(plan.contentMd5()).isEqualTo("1B2M2Y8AsgTpgAmY7PhCfg==");
  }

  @ParameterizedTest
  @CsvSource({
    "CRC32,AAAAAA==",
    "CRC32C,AAAAAA==",
    "CRC64NVME,AAAAAAAAAAA=",
    "SHA1,2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
    "SHA256,47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
  })
  void each_checksum_may_come_as_a_header_or_a_trailer(ChecksumAlgorithm algorithm, String value) {
    String sdk = "x-amz-sdk-checksum-algorithm: " + algorithm;
    BodyPlan header = BodyPlan.of(put("X-Amz-Checksum-" + algorithm + ": " + value, sdk), UNSIGNED);
    assertThat(header.checksum())
        .isEqualTo(new Checksum(algorithm, Checksum.Type.FULL_OBJECT, value));
    BodyPlan trailer = BodyPlan.of(put("x-amz-trailer: X-Amz-Checksum-" + algorithm, sdk), TRAILER);
    assertThat(trailer.checksum()).isNull();
    assertThat(trailer.trailer()).isEqualTo(algorithm);
    assertThat(List.of(header, trailer)).allMatch(plan -> plan.algorithm() == algorithm);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-checksum-xxhash64: AAAAAAAAAAA=",
        "x-amz-sdk-checksum-algorithm: CRC32",
        "x-amz-trailer: x-amz-checksum-crc32"
      })
  void a_checksum_that_can_not_be_verified_is_refused(String line) {
    refused(Reason.INVALID_REQUEST, () -> BodyPlan.of(put(line), UNSIGNED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAAAA", "AAAAAAAAAAA=", "not base64!", "AAAAAB=="})
  void what_is_no_checksum_is_not_the_contents(String value) {
    refused(Reason.BAD_DIGEST, () -> BodyPlan.of(put("x-amz-checksum-crc32: " + value), UNSIGNED));
  }

  @Test
  void the_message_names_the_faulty_header() {
    assertThatThrownBy(() -> BodyPlan.of(put("x-amz-checksum-crc32: x"), UNSIGNED))
        .hasMessageContaining("Value for x-amz-checksum-crc32 header is invalid.");
  }

  @Test
  void two_checksums_are_one_too_many() {
    String crc32 = "x-amz-checksum-crc32: AAAAAA==";
    String crc32c = "x-amz-checksum-crc32c: AAAAAA==";
    String trailer = "x-amz-trailer: x-amz-checksum-crc32";
    Reason reason = Reason.INVALID_REQUEST;
    refused(reason, () -> BodyPlan.of(put(crc32, crc32c), UNSIGNED));
    refused(reason, () -> BodyPlan.of(put(crc32, crc32), UNSIGNED));
    refused(reason, () -> BodyPlan.of(put(crc32, trailer), TRAILER));
    refused(reason, () -> BodyPlan.of(put(trailer, trailer), TRAILER));
    refused(reason, () -> BodyPlan.of(put(trailer + ",x-amz-checksum-sha1"), TRAILER));
  }

  @Test
  void a_trailer_must_be_a_checksum_and_its_form_must_have_one() {
    Reason reason = Reason.INVALID_REQUEST;
    refused(reason, () -> BodyPlan.of(put("x-amz-trailer: x-amz-meta-a"), TRAILER));
    refused(reason, () -> BodyPlan.of(put("x-amz-trailer: x-amz-checksum-md7"), TRAILER));
    refused(reason, () -> BodyPlan.of(put("x-amz-trailer: x-amz-checksum-crc32"), CHUNKED));
  }

  @Test
  void the_algorithm_that_the_sdk_names_must_be_that_of_the_value() {
    String crc32 = "x-amz-checksum-crc32: AAAAAA==";
    String trailer = "x-amz-trailer: x-amz-checksum-crc32";
    String sdk = "x-amz-sdk-checksum-algorithm: ";
    assertThat(BodyPlan.of(put(crc32, sdk + "crc32"), UNSIGNED).algorithm())
        .isEqualTo(ChecksumAlgorithm.CRC32);
    for (String other : new String[] {"SHA1", "XXHASH3", ""}) {
      refused(Reason.INVALID_REQUEST, () -> BodyPlan.of(put(crc32, sdk + other), UNSIGNED));
      refused(Reason.INVALID_REQUEST, () -> BodyPlan.of(put(trailer, sdk + other), TRAILER));
    }
  }

  @Test
  void headers_that_say_how_are_no_checksums() {
    BodyPlan plan =
        BodyPlan.of(
            put(
                "x-amz-checksum-algorithm: CRC32",
                "x-amz-checksum-type: FULL_OBJECT",
                "x-amz-checksum-mode: ENABLED"),
            UNSIGNED);
    assertThat(plan.algorithm()).isNull();
  }

  @Test
  void the_checksum_of_an_empty_body_in_a_presigned_url_is_not_looked_at() {
    for (String query :
        List.of(
            "x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32",
            "x-amz-checksum-crc64nvme=AAAAAAAAAAA%3D",
            "X-Amz-Checksum-Sha256=47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D")) {
      assertThat(BodyPlan.of(presigned(query), UNSIGNED))
          .isEqualTo(new BodyPlan(3, UNSIGNED, null, null, null));
    }
  }

  @Test
  void any_other_checksum_in_a_presigned_url_counts() {
    Checksum crc = new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.FULL_OBJECT, "NSRBwg==");
    String query = "x-amz-sdk-checksum-algorithm=CRC32&x-amz-checksum-crc32=NSRBwg%3D%3D";
    assertThat(BodyPlan.of(presigned(query), UNSIGNED).checksum()).isEqualTo(crc);
    assertThat(BodyPlan.of(presigned("x-amz-checksum-mode=ENABLED"), UNSIGNED).checksum()).isNull();
  }

  private static RequestHead presigned(String query) {
    return new RequestHead("PUT", "/b/k", query, List.of(new Header("content-length", "3")));
  }

  @Test
  void the_checksum_of_another_content_can_be_ignored() {
    RequestHead complete = put("x-amz-checksum-crc32: abc=-3", "x-amz-checksum-type: COMPOSITE");
    assertThat(BodyPlan.ignoringChecksums(complete, UNSIGNED).algorithm()).isNull();
  }
}
