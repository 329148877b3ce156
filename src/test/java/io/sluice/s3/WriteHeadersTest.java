package io.sluice.s3;

import static io.sluice.s3.Heads.reason;
import static io.sluice.s3.Heads.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteHeadersTest {
  private static ObjectMetadata metadata(String... headers) {
    return route(S3Request.PutObject.class, "PUT /bucket/key", headers).metadata();
  }

  @Test
  void an_object_without_a_type_gets_the_default() {
    assertThat(metadata().contentType()).isEqualTo("binary/octet-stream");
    assertThat(metadata("content-type:").contentType()).isEqualTo("binary/octet-stream");
  }

  @Test
  void the_standard_headers_are_kept() {
    assertThat(
            metadata(
                "Content-Type: text/plain",
                "Content-Encoding: gzip",
                "Content-Disposition: attachment; filename=\"a\"",
                "Content-Language: de, en",
                "Cache-Control: no-cache",
                "Expires: Thu, 01 Dec 1994 16:00:00 GMT",
                "X-Amz-Meta-Some-Name: inner   spaces"))
        .isEqualTo(
            new ObjectMetadata(
                "text/plain",
                "gzip",
                "attachment; filename=\"a\"",
                "de, en",
                "no-cache",
                "Thu, 01 Dec 1994 16:00:00 GMT",
                Map.of("some-name", "inner   spaces")));
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "aws-chunked|",
        "AWS-Chunked|",
        "aws-chunked,gzip|gzip",
        "gzip, aws-chunked|gzip",
        "gzip,br|gzip, br",
        ",|",
      },
      delimiter = '|')
  void the_transfer_s_encoding_is_not_the_object_s(String sent, String kept) {
    assertThat(metadata("content-encoding: " + sent).contentEncoding()).isEqualTo(kept);
  }

  @Test
  void user_metadata_sent_twice_is_joined() {
    assertThat(metadata("x-amz-meta-a: 1", "x-amz-meta-a: 2").user()).containsEntry("a", "1,2");
  }

  @Test
  void headers_may_stand_in_a_signed_url() {
    S3Request.PutObject put =
        route(
            S3Request.PutObject.class,
            "PUT /bucket/key?X-Amz-Meta-Color=light+blue&x-amz-acl=private");
    assertThat(put.metadata().user()).containsEntry("color", "light blue");
    assertThat(reason("PUT /bucket/key?x-amz-acl=public-read"))
        .isEqualTo(Reason.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
  }

  @Test
  void user_metadata_has_a_limit() {
    assertThat(metadata("x-amz-meta-a: " + "v".repeat(2047)).user()).hasSize(1);
    assertThat(reason("PUT /bucket/key", "x-amz-meta-a: " + "v".repeat(2048)))
        .isEqualTo(Reason.METADATA_TOO_LARGE);
    assertThat(reason("POST /bucket/key?uploads", "x-amz-meta-a: " + "v".repeat(2048)))
        .isEqualTo(Reason.METADATA_TOO_LARGE);
    assertThat(reason("PUT /bucket/key", "x-amz-meta-: v")).isEqualTo(Reason.INVALID_ARGUMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-object-ownership: ObjectWriter",
        "x-amz-server-side-encryption: AES256",
        "x-amz-server-side-encryption-customer-key: a2V5",
        "x-amz-copy-source-server-side-encryption-customer-algorithm: AES256",
        "x-amz-object-lock-mode: GOVERNANCE",
        "x-amz-bucket-object-lock-enabled: true",
        "x-amz-website-redirect-location: /x",
        "x-amz-write-offset-bytes: 10",
        "x-amz-if-match-size: 10"
      })
  void what_is_not_offered_is_not_ignored(String header) {
    for (String line :
        List.of("PUT /bucket", "PUT /bucket/key", "GET /bucket/key", "POST /bucket/key?uploads")) {
      assertThat(reason(line, header)).isEqualTo(Reason.NOT_IMPLEMENTED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x-amz-acl: public-read", "x-amz-acl: nonsense", "x-amz-grant-read: id=1"})
  void no_list_of_grants_is_stored(String header) {
    for (String line :
        List.of("PUT /bucket", "PUT /bucket/key", "PUT /bucket/key?acl", "PUT /bucket?acl")) {
      assertThat(reason(line, header)).isEqualTo(Reason.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-amz-acl: private",
        "x-amz-acl: bucket-owner-full-control",
        "x-amz-object-ownership: BucketOwnerEnforced",
        "x-amz-bucket-object-lock-enabled: false",
        "x-amz-storage-class: STANDARD",
        "x-amz-request-payer: requester",
        "Expect: nonsense"
      })
  void what_is_harmless_is_accepted(String header) {
    assertThat(route("PUT /bucket/key", header)).isInstanceOf(S3Request.PutObject.class);
  }

  @Test
  void other_storage_classes_are_refused() {
    assertThat(reason("PUT /bucket/key", "x-amz-storage-class: GLACIER"))
        .isEqualTo(Reason.INVALID_STORAGE_CLASS);
  }

  @Test
  void writes_take_the_conditions_that_s3_has_for_them() {
    S3Request.PutObject put =
        route(S3Request.PutObject.class, "PUT /bucket/key", "if-none-match: *");
    assertThat(put.conditions()).isEqualTo(new Conditions(List.of(), List.of("*"), null, null));
    put = route(S3Request.PutObject.class, "PUT /bucket/key", "if-match: \"abc\"");
    assertThat(put.conditions().ifMatch()).containsExactly("abc");
    put = route(S3Request.PutObject.class, "PUT /bucket/key", "if-none-match: \"abc\"");
    assertThat(put.conditions().ifNoneMatch()).containsExactly("abc");
    assertThat(reason("DELETE /bucket/key", "if-none-match: *")).isEqualTo(Reason.NOT_IMPLEMENTED);
    S3Request.DeleteObject delete =
        route(S3Request.DeleteObject.class, "DELETE /bucket/key", "if-match: *");
    assertThat(delete.conditions().ifMatch()).containsExactly("*");
  }

  @ParameterizedTest
  @CsvSource({
    "CRC32, , COMPOSITE",
    "crc32c, , COMPOSITE",
    "CRC64NVME, , FULL_OBJECT",
    "SHA256, , COMPOSITE",
    "CRC32, FULL_OBJECT, FULL_OBJECT",
    "CRC32C, COMPOSITE, COMPOSITE",
  })
  void an_upload_knows_its_checksum(String algorithm, String asked, Checksum.Type type) {
    String[] headers =
        asked == null
            ? new String[] {"x-amz-checksum-algorithm: " + algorithm}
            : new String[] {
              "x-amz-checksum-algorithm: " + algorithm, "x-amz-checksum-type: " + asked
            };
    S3Request.CreateMultipartUpload create =
        route(S3Request.CreateMultipartUpload.class, "POST /bucket/key?uploads", headers);
    assertThat(create.checksum()).isEqualTo(ChecksumAlgorithm.ofName(algorithm));
    assertThat(create.checksumType()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "MD4, COMPOSITE",
    "SHA1, FULL_OBJECT",
    "SHA256, FULL_OBJECT",
    "CRC64NVME, COMPOSITE",
    "CRC32, NONSENSE",
  })
  void a_checksum_that_can_not_be_is_refused(String algorithm, String type) {
    assertThat(
            reason(
                "POST /bucket/key?uploads",
                "x-amz-checksum-algorithm: " + algorithm,
                "x-amz-checksum-type: " + type))
        .isEqualTo(Reason.INVALID_REQUEST);
  }

  @Test
  void a_checksum_type_needs_an_algorithm() {
    assertThat(reason("POST /bucket/key?uploads", "x-amz-checksum-type: COMPOSITE"))
        .isEqualTo(Reason.INVALID_REQUEST);
  }

  @Test
  void complete_takes_what_the_client_says_of_the_whole() {
    S3Request.CompleteMultipartUpload complete =
        route(
            S3Request.CompleteMultipartUpload.class,
            "POST /bucket/key?uploadId=u",
            "x-amz-checksum-crc32: AAAAAA==",
            "x-amz-checksum-type: FULL_OBJECT",
            "x-amz-mp-object-size: 12",
            "if-none-match: *");
    assertThat(complete.objectSizeBytes()).isEqualTo(12);
    assertThat(complete.checksums())
        .containsExactly(
            new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA=="));
    assertThat(complete.conditions().ifNoneMatch()).containsExactly("*");
    S3Request.CompleteMultipartUpload plain =
        route(S3Request.CompleteMultipartUpload.class, "POST /bucket/key?uploadId=u");
    assertThat(plain.objectSizeBytes()).isEqualTo(-1);
    assertThat(plain.checksums()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-amz-mp-object-size: -1", "x-amz-mp-object-size: x"})
  void complete_refuses_nonsense(String header) {
    assertThat(reason("POST /bucket/key?uploadId=u", header)).isEqualTo(Reason.INVALID_REQUEST);
  }

  @Test
  void what_is_no_checksum_is_not_the_objects() {
    String line = "POST /bucket/key?uploadId=u";
    assertThat(reason(line, "x-amz-checksum-crc32: AAAA")).isEqualTo(Reason.BAD_DIGEST);
    assertThat(reason(line, "x-amz-checksum-crc32: !!!!")).isEqualTo(Reason.BAD_DIGEST);
  }

  @Test
  void deletes_take_the_time_and_the_size_that_the_object_must_have() {
    String time = "x-amz-if-match-last-modified-time: ";
    S3Request.DeleteObject delete =
        route(
            S3Request.DeleteObject.class,
            "DELETE /bucket/key",
            time + "Thu, 01 Jan 2015 00:00:00 GMT",
            "x-amz-if-match-size: 12");
    Instant midnight = Instant.parse("2015-01-01T00:00:00Z");
    assertThat(delete.conditions().ifState()).isEqualTo(new Conditions.State(midnight, 12L));
    delete =
        route(
            S3Request.DeleteObject.class, "DELETE /bucket/key", time + "2015-01-01T00:00:00.000Z");
    assertThat(delete.conditions().ifState()).isEqualTo(new Conditions.State(midnight, null));
    // A condition that can't be understood must not be passed over.
    assertThat(reason("DELETE /bucket/key", time + "yesterday")).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(reason("DELETE /bucket/key", "x-amz-if-match-size: -1"))
        .isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(reason("PUT /bucket/key", "x-amz-if-match-size: 1"))
        .isEqualTo(Reason.NOT_IMPLEMENTED);
  }

  @Test
  void complete_refuses_two_checksums() {
    assertThat(
            reason(
                "POST /bucket/key?uploadId=u",
                "x-amz-checksum-crc32: AAAAAA==",
                "x-amz-checksum-crc32c: AAAAAA=="))
        .isEqualTo(Reason.INVALID_REQUEST);
  }

  @Test
  void expected_owners_are_told() {
    RequestHead head = Heads.head("GET /bucket", "x-amz-expected-bucket-owner: me");
    assertThat(ExpectedOwners.of(head)).isEqualTo(new ExpectedOwners("me", null));
  }
}
