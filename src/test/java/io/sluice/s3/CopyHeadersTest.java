package io.sluice.s3;

import static io.sluice.s3.Heads.reason;
import static io.sluice.s3.Heads.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CopyHeadersTest {
  private static final String PART = "PUT /bucket/key?uploadId=u&partNumber=1";

  @ParameterizedTest
  @CsvSource({
    "source/a/b, a/b",
    "/source/a/b, a/b",
    "source%2Fa%2Fb, a/b",
    "%2Fsource/a, a",
    "source/a%20b+c%2Bd, a b c+d",
    "source/%F0%9F%8C%8A, 🌊",
    "source/a?versionId=null, a",
    "source/a%3FversionId%3Dx, a?versionId=x",
    "source/dir/, dir/",
  })
  void a_source_is_decoded(String header, String key) {
    S3Request.CopyObject copy =
        route(S3Request.CopyObject.class, "PUT /bucket/key", "x-amz-copy-source: " + header);
    assertThat(copy.source().bucket()).isEqualTo("source");
    assertThat(copy.source().key()).hasToString(key);
    assertThat(copy.replacement()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'', INVALID_ARGUMENT",
    "/, INVALID_ARGUMENT",
    "source, INVALID_ARGUMENT",
    "source/, INVALID_ARGUMENT",
    "Source_/a, INVALID_ARGUMENT",
    "arn:aws:s3:x/a, INVALID_ARGUMENT",
    "source/../a, INVALID_KEY",
    "source//a, INVALID_KEY",
    "source/.sluice/a, INVALID_KEY",
    "source/a?versionId=x, NO_SUCH_VERSION",
    "source/%zz, INVALID_URI",
  })
  void a_source_that_can_not_be_is_refused(String header, Reason reason) {
    assertThat(reason("PUT /bucket/key", "x-amz-copy-source: " + header)).isEqualTo(reason);
    assertThat(reason(PART, "x-amz-copy-source: " + header)).isEqualTo(reason);
  }

  @Test
  void metadata_is_replaced_only_when_asked() {
    S3Request.CopyObject copy =
        route(
            S3Request.CopyObject.class,
            "PUT /bucket/key",
            "x-amz-copy-source: bucket/key",
            "x-amz-metadata-directive: REPLACE",
            "content-type: text/plain");
    assertThat(copy.replacement()).isNotNull();
    copy =
        route(
            S3Request.CopyObject.class,
            "PUT /bucket/key",
            "x-amz-copy-source: bucket/other",
            "x-amz-metadata-directive: COPY",
            "x-amz-meta-a: ignored");
    assertThat(copy.replacement()).isNull();
    assertThat(
            reason(
                "PUT /bucket/key",
                "x-amz-copy-source: bucket/other",
                "x-amz-metadata-directive: MERGE"))
        .isEqualTo(Reason.INVALID_ARGUMENT);
  }

  @Test
  void a_copy_onto_itself_must_change_something() {
    assertThat(reason("PUT /bucket/key", "x-amz-copy-source: bucket/key"))
        .isEqualTo(Reason.INVALID_REQUEST);
    S3Request.CopyObject copy =
        route(
            S3Request.CopyObject.class,
            "PUT /bucket/key",
            "x-amz-copy-source: bucket/key",
            "x-amz-checksum-algorithm: SHA256");
    assertThat(copy.checksum()).isEqualTo(ChecksumAlgorithm.SHA256);
  }

  @Test
  void conditions_on_the_source_are_its_own() {
    S3Request.CopyObject copy =
        route(
            S3Request.CopyObject.class,
            "PUT /bucket/key",
            "x-amz-copy-source: source/key",
            "x-amz-copy-source-if-match: abc",
            "x-amz-copy-source-if-none-match: \"def\"",
            "x-amz-copy-source-if-modified-since: Sun, 06 Nov 1994 08:49:37 GMT",
            "x-amz-copy-source-if-unmodified-since: nonsense",
            "if-none-match: *");
    assertThat(copy.source().conditions().ifMatch()).containsExactly("abc");
    assertThat(copy.source().conditions().ifNoneMatch()).containsExactly("def");
    assertThat(copy.source().conditions().ifModifiedSince())
        .isEqualTo(Instant.parse("1994-11-06T08:49:37Z"));
    assertThat(copy.source().conditions().ifUnmodifiedSince()).isNull();
    assertThat(copy.conditions().ifNoneMatch()).containsExactly("*");
  }

  @Test
  void a_part_may_be_a_range_of_the_source() {
    S3Request.UploadPartCopy copy =
        route(
            S3Request.UploadPartCopy.class,
            PART,
            "x-amz-copy-source: source/key",
            "x-amz-copy-source-range: bytes=0-99");
    assertThat(copy.range()).isEqualTo(new ByteRange.Between(0, 99));
    copy = route(S3Request.UploadPartCopy.class, PART, "x-amz-copy-source: source/key");
    assertThat(copy.range()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-",
        "bytes=-5",
        "bytes=5-4",
        "0-5",
        "bytes=0-1,3-4",
        "bytes=a-b",
        "bytes=0-9999999999999999999"
      })
  void a_source_range_is_exact(String range) {
    assertThat(reason(PART, "x-amz-copy-source: source/key", "x-amz-copy-source-range: " + range))
        .isEqualTo(Reason.INVALID_ARGUMENT);
  }
}
