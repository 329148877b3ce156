package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers and parameters that SDKs do not send, or do not show. */
@ExtendWith(SharedWire.class)
final class RawReadsIT {
  private static final byte[] TEN = Content.utf8("0123456789");

  private final Wire wire;

  RawReadsIT(Wire wire) {
    this.wire = wire;
  }

  @Test
  void a_download_is_resumed_only_while_the_object_is_the_same() throws IOException {
    wire.put("raw-reads/resumed", TEN);
    RawAnswer first = resume("raw-reads/resumed", "");
    String tag = first.header("etag");
    String date = first.header("last-modified");
    assertThat(resume("raw-reads/resumed", tag).body()).isEqualTo("56789");
    assertThat(resume("raw-reads/resumed", date).status()).isEqualTo(206);
    assertThat(resume("raw-reads/resumed", "W/" + tag).status()).isEqualTo(200);
    assertThat(resume("raw-reads/resumed", "\"other\"").body()).isEqualTo("0123456789");
    Path file = wire.root().resolve("raw-reads/resumed");
    Files.writeString(file, "abcdefghij");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    RawAnswer changed = resume("raw-reads/resumed", tag);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("content-range")).isEmpty();
    assertThat(changed.body()).isEqualTo("abcdefghij");
    assertThat(resume("raw-reads/resumed", date).body()).isEqualTo("abcdefghij");
    RawAnswer told = ranged("HEAD", "raw-reads/resumed", "bytes=5-", tag);
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.header("content-length")).isEqualTo("10");
  }

  @Test
  void a_range_beyond_the_end_is_told_the_length() throws IOException {
    wire.put("raw-reads/ten", TEN);
    RawAnswer answer = ranged("GET", "raw-reads/ten", "bytes=10-", "").isError(416, "InvalidRange");
    assertThat(answer.header("content-range")).isEqualTo("bytes */10");
    assertThat(answer.body())
        .contains("<ActualObjectSize>10</ActualObjectSize>")
        .contains("<RangeRequested>bytes=10-</RangeRequested>");
    assertThat(ranged("HEAD", "raw-reads/ten", "bytes=-0", "").header("content-range"))
        .isEqualTo("bytes */10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "GET"})
  void who_signed_for_another_region_is_told_the_right_one(String method) throws IOException {
    RawAnswer answer = object(method, "any").signedFor("eu-west-1").exchange();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("x-amz-bucket-region")).isEqualTo("us-east-1");
  }

  @ParameterizedTest
  @CsvSource({"my+file.txt,my file.txt", "my%20file.txt,my file.txt", "my%2Bfile.txt,my+file.txt"})
  void the_source_of_a_copy_is_encoded_as_a_query_is(String written, String name)
      throws IOException {
    byte[] content = wire.put("raw-reads/" + name, Content.utf8(name));
    RawAnswer copied =
        object("PUT", "raw-reads/copy")
            .header("x-amz-copy-source", BUCKET + "/raw-reads/" + written)
            .exchange();
    assertThat(copied.status()).as(copied.toString()).isEqualTo(200);
    assertThat(wire.get("raw-reads/copy")).isEqualTo(content);
  }

  @Test
  void an_object_is_copied_onto_itself_when_a_storage_class_is_named() throws IOException {
    wire.put("raw-reads/itself", TEN);
    RawRequest copy =
        object("PUT", "raw-reads/itself").header("x-amz-copy-source", BUCKET + "/raw-reads/itself");
    copy.exchange().isError(400, "InvalidRequest");
    copy.header("x-amz-storage-class", "STANDARD");
    assertThat(copy.exchange().status()).isEqualTo(200);
    assertThat(wire.get("raw-reads/itself")).isEqualTo(TEN);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,policy=",
    "DELETE,cors=",
    "PUT,versioning=",
    "PUT,lifecycle=",
    "PUT,location=",
    "GET,website=",
    "HEAD,replication="
  })
  void an_object_has_not_what_buckets_have(String method, String query) throws IOException {
    wire.put("raw-reads/kept", TEN);
    RawRequest request = raw(method, "/" + BUCKET + "/raw-reads/kept?" + query).describing(TEN);
    assertThat(request.exchange(TEN).status()).isEqualTo(405);
    assertThat(wire.get("raw-reads/kept")).isEqualTo(TEN);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,uploadId=a",
    "DELETE,retention=",
    "DELETE,attributes=",
    "DELETE,versionId=x",
    "PUT,partNumber=1&uploadId=a",
    "PUT,legal-hold=",
    "GET,uploadId=a"
  })
  void a_bucket_has_not_what_objects_have(String method, String query) throws IOException {
    RawRequest request = raw(method, "/raw-reads-bucket?" + query).header("content-length", "0");
    request.exchange().isError(405, "MethodNotAllowed");
    raw("HEAD", "/raw-reads-bucket").exchange();
    assertThat(raw("HEAD", "/raw-reads-bucket").exchange().status()).isEqualTo(404);
  }

  @Test
  void a_file_of_the_far_future_is_not_one_of_long_ago() throws IOException {
    wire.put("raw-reads/future", TEN);
    Path file = wire.root().resolve("raw-reads/future");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2400-01-01T00:00:00Z")));
    assertThat(object("HEAD", "raw-reads/future").exchange().header("last-modified"))
        .contains(" 2262 ");
  }

  private RawAnswer resume(String key, String condition) throws IOException {
    return ranged("GET", key, "bytes=5-", condition);
  }

  private RawAnswer ranged(String method, String key, String range, String condition)
      throws IOException {
    RawRequest request = object(method, key).header("range", range);
    if (!condition.isEmpty()) {
      request.header("if-range", condition);
    }
    return request.exchange();
  }

  private RawRequest object(String method, String key) {
    return raw(method, "/" + BUCKET + "/" + key);
  }

  private RawRequest raw(String method, String target) {
    return new RawRequest(wire.endpoint(), method, target);
  }
}
