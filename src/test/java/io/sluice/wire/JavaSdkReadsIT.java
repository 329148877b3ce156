package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Ranges, conditions and overrides of GET and HEAD, and conditions of PUT. */
@ExtendWith(SharedWire.class)
final class JavaSdkReadsIT {
  private static final String WRONG = "\"00000000000000000000000000000000\"";

  private final Wire wire;
  private final S3Client s3;

  JavaSdkReadsIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,0,1",
    "bytes=0-99,0,100",
    "bytes=100-199,100,200",
    "bytes=199000-,199000,200000",
    "bytes=-1,199999,200000",
    "bytes=-500,199500,200000",
    "bytes=-999999,0,200000",
    "bytes=5-999999,5,200000",
    "bytes=70000-140000,70000,140001"
  })
  void a_range_gives_just_those_bytes(String range, int from, int to) {
    byte[] content = wire.put("reads/range-" + from + "-" + to, Content.bytes(1, 200_000));
    ResponseBytes<GetObjectResponse> got =
        s3.getObjectAsBytes(
            r -> r.bucket(BUCKET).key("reads/range-" + from + "-" + to).range(range));
    assertThat(got.asByteArray()).isEqualTo(Arrays.copyOfRange(content, from, to));
    assertThat(got.response().sdkHttpResponse().statusCode()).isEqualTo(206);
    assertThat(got.response().contentRange())
        .isEqualTo("bytes " + from + "-" + (to - 1) + "/200000");
    assertThat(got.response().eTag()).isEqualTo(Content.etag(content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
  void a_range_beyond_the_end_is_refused(String range) {
    wire.put("reads/ten", Content.bytes(2, 10));
    refused(
        416,
        "InvalidRange",
        () -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("reads/ten").range(range)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-2", "bytes=a-b", "lines=1-2", "bytes"})
  void a_range_that_says_nothing_is_left_out(String range) {
    byte[] content = wire.put("reads/whole", Content.bytes(3, 10));
    ResponseBytes<GetObjectResponse> got =
        s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("reads/whole").range(range));
    assertThat(got.asByteArray()).isEqualTo(content);
    assertThat(got.response().sdkHttpResponse().statusCode()).isEqualTo(200);
  }

  @Test
  void head_takes_ranges_too() {
    wire.put("reads/head-range", Content.bytes(4, 1000));
    HeadObjectResponse head =
        s3.headObject(r -> r.bucket(BUCKET).key("reads/head-range").range("bytes=10-19"));
    assertThat(head.sdkHttpResponse().statusCode()).isEqualTo(206);
    assertThat(head.contentLength()).isEqualTo(10);
  }

  @Test
  void if_match_and_if_none_match_compare_tags() {
    String tag = Content.etag(wire.put("reads/tags", Content.bytes(5, 100)));
    assertThat(status(tags().ifMatch(tag))).isEqualTo(200);
    assertThat(status(tags().ifMatch(tag.replace("\"", "")))).isEqualTo(200);
    assertThat(status(tags().ifMatch("*"))).isEqualTo(200);
    assertThat(status(tags().ifMatch(WRONG))).isEqualTo(412);
    assertThat(status(tags().ifMatch(WRONG + ", " + tag))).isEqualTo(200);
    assertThat(status(tags().ifNoneMatch(tag))).isEqualTo(304);
    assertThat(status(tags().ifNoneMatch("*"))).isEqualTo(304);
    assertThat(status(tags().ifNoneMatch(WRONG))).isEqualTo(200);
  }

  @Test
  void dates_compare_in_seconds() {
    wire.put("reads/tags", Content.bytes(5, 100));
    Instant changed = s3.headObject(r -> r.bucket(BUCKET).key("reads/tags")).lastModified();
    Instant before = changed.minus(Duration.ofHours(1));
    assertThat(status(tags().ifModifiedSince(changed))).isEqualTo(304);
    assertThat(status(tags().ifModifiedSince(before))).isEqualTo(200);
    assertThat(status(tags().ifUnmodifiedSince(changed))).isEqualTo(200);
    assertThat(status(tags().ifUnmodifiedSince(before))).isEqualTo(412);
  }

  @Test
  void a_tag_outweighs_a_date() {
    String tag = Content.etag(wire.put("reads/tags", Content.bytes(5, 100)));
    Instant before = Instant.now().minus(Duration.ofHours(1));
    Instant after = s3.headObject(r -> r.bucket(BUCKET).key("reads/tags")).lastModified();
    assertThat(status(tags().ifMatch(tag).ifUnmodifiedSince(before))).isEqualTo(200);
    assertThat(status(tags().ifNoneMatch(tag).ifModifiedSince(before))).isEqualTo(304);
    assertThat(status(tags().ifNoneMatch(WRONG).ifModifiedSince(after))).isEqualTo(200);
  }

  @Test
  void response_headers_can_be_overridden() {
    wire.put("reads/override", Content.utf8("x"));
    GetObjectResponse answer =
        s3.getObjectAsBytes(r ->
                r.bucket(BUCKET)
                    .key("reads/override")
                    .responseContentType("text/csv")
                    .responseContentDisposition("attachment; filename=x.csv")
                    .responseContentEncoding("br")
                    .responseContentLanguage("fr")
                    .responseCacheControl("no-store")
                    .responseExpires(Instant.parse("2032-01-02T03:04:05Z")))
            .response();
    assertThat(answer.contentType()).isEqualTo("text/csv");
    assertThat(answer.contentDisposition()).isEqualTo("attachment; filename=x.csv");
    assertThat(answer.contentEncoding()).isEqualTo("br");
    assertThat(answer.contentLanguage()).isEqualTo("fr");
    assertThat(answer.cacheControl()).isEqualTo("no-store");
    assertThat(answer.expiresString()).contains("02 Jan 2032 03:04:05");
  }

  @Test
  void an_object_of_one_piece_has_one_part() {
    byte[] content = wire.put("reads/one-piece", Content.bytes(6, 100));
    ResponseBytes<GetObjectResponse> got =
        s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("reads/one-piece").partNumber(1));
    assertThat(got.asByteArray()).isEqualTo(content);
    refused(
        400,
        "InvalidPart",
        () -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("reads/one-piece").partNumber(2)));
    refused(
        400,
        null,
        () ->
            s3.getObjectAsBytes(
                r -> r.bucket(BUCKET).key("reads/one-piece").partNumber(1).range("bytes=0-1")));
  }

  /**
   * As in S3, which says nothing of a range of nothing; clients rely on that (and on its length).
   */
  @Test
  void the_one_part_of_an_empty_object_has_no_range() {
    wire.put("reads/no-piece", new byte[0]);
    GetObjectResponse got =
        s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("reads/no-piece").partNumber(1)).response();
    assertThat(got.sdkHttpResponse().statusCode()).isEqualTo(200);
    assertThat(got.contentLength()).isZero();
    assertThat(got.contentRange()).isNull();
    assertThat(got.partsCount()).isNull();
  }

  @Test
  void create_if_absent_is_refused_once_something_is_there() {
    String key = "reads/create-once";
    s3.putObject(r -> r.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromString("one"));
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.putObject(
                r -> r.bucket(BUCKET).key(key).ifNoneMatch("*"), RequestBody.fromString("two")));
    assertThat(wire.get(key)).isEqualTo(Content.utf8("one"));
  }

  @Test
  void replace_if_unchanged_is_refused_once_it_changed() {
    String key = "reads/replace";
    String first = Content.etag(wire.put(key, Content.utf8("one")));
    s3.putObject(r -> r.bucket(BUCKET).key(key).ifMatch(first), RequestBody.fromString("two"));
    refused(
        412,
        "PreconditionFailed",
        () ->
            s3.putObject(
                r -> r.bucket(BUCKET).key(key).ifMatch(first), RequestBody.fromString("three")));
    assertThat(wire.get(key)).isEqualTo(Content.utf8("two"));
    refused(
        404,
        "NoSuchKey",
        () ->
            s3.putObject(
                r -> r.bucket(BUCKET).key("reads/replace-none").ifMatch(first),
                RequestBody.fromString("x")));
  }

  private static Conditions tags() {
    return new Conditions(BUCKET, "reads/tags");
  }

  /** The status of a conditional GET, after HEAD gave the same. */
  private int status(Conditions asked) {
    int head = answer(() -> s3.headObject(asked.head()).sdkHttpResponse().statusCode());
    int get =
        answer(() -> s3.getObjectAsBytes(asked.get()).response().sdkHttpResponse().statusCode());
    assertThat(head).as("HEAD says what GET says").isEqualTo(get);
    return get;
  }

  private static int answer(IntSupplier call) {
    try {
      return call.getAsInt();
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }
}
