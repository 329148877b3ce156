package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Objects as the AWS SDK for Java writes, reads and deletes them. */
@ExtendWith(SharedWire.class)
final class JavaSdkObjectsIT {
  private final Wire wire;
  private final S3Client s3;

  JavaSdkObjectsIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4095, 4096, 4097, 65_535, 65_536, 65_537, 262_145, 9_000_001})
  void content_comes_back_byte_for_byte_and_lies_in_the_file(int size) throws IOException {
    String key = "objects/sizes/" + size;
    byte[] content = Content.bytes(size, size);
    PutObjectResponse put =
        s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
    assertThat(put.eTag()).isEqualTo(Content.etag(content));
    ResponseBytes<GetObjectResponse> got = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key));
    assertThat(got.asByteArray()).isEqualTo(content);
    assertThat(got.response().eTag()).isEqualTo(Content.etag(content));
    assertThat(got.response().contentLength()).isEqualTo(size);
    assertThat(Files.readAllBytes(wire.root().resolve(key))).isEqualTo(content);
  }

  @Test
  void an_overwrite_replaces_content_type_and_metadata() {
    String key = "objects/overwritten";
    s3.putObject(
        r -> r.bucket(BUCKET).key(key).contentType("text/one").metadata(Map.of("a", "1")),
        RequestBody.fromString("first, and longer"));
    s3.putObject(
        r -> r.bucket(BUCKET).key(key).metadata(Map.of("b", "2")),
        RequestBody.fromString("second"));
    ResponseBytes<GetObjectResponse> got = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key));
    assertThat(got.asUtf8String()).isEqualTo("second");
    assertThat(got.response().metadata()).isEqualTo(Map.of("b", "2"));
    assertThat(got.response().contentType()).isNotEqualTo("text/one");
  }

  @Test
  void metadata_and_standard_headers_come_back_as_they_were_sent() {
    String key = "objects/metadata";
    Map<String, String> metadata =
        Map.of("plain", "value", "dash-ed", "a, b; c=d", "spaces", "in  side", "empty", "");
    Instant expires = Instant.parse("2031-05-06T07:08:09Z");
    s3.putObject(
        r ->
            r.bucket(BUCKET)
                .key(key)
                .contentType("application/x-thing; charset=utf-8")
                .contentEncoding("gzip")
                .contentDisposition("attachment; filename=\"a b.txt\"")
                .contentLanguage("de-CH")
                .cacheControl("max-age=60, private")
                .expires(expires)
                .metadata(metadata),
        RequestBody.fromString("not really gzip"));
    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key(key));
    assertThat(head.contentType()).isEqualTo("application/x-thing; charset=utf-8");
    // What describes the transfer is not kept: only what describes the object.
    assertThat(head.contentEncoding()).isEqualTo("gzip");
    assertThat(head.contentDisposition()).isEqualTo("attachment; filename=\"a b.txt\"");
    assertThat(head.contentLanguage()).isEqualTo("de-CH");
    assertThat(head.cacheControl()).isEqualTo("max-age=60, private");
    assertThat(head.expiresString()).contains("06 May 2031 07:08:09");
    assertThat(head.metadata()).containsAllEntriesOf(metadata);
    assertThat(head.acceptRanges()).isEqualTo("bytes");
  }

  @Test
  void the_transfer_coding_of_the_sdk_is_not_kept() {
    String key = "objects/coding";
    s3.putObject(
        r -> r.bucket(BUCKET).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32_C),
        RequestBody.fromString("trailing checksum"));
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key(key)).contentEncoding()).isNull();
  }

  @Test
  void metadata_above_two_kibibytes_is_refused() {
    refused(
        400,
        "MetadataTooLarge",
        () ->
            s3.putObject(
                r -> r.bucket(BUCKET).key("objects/fat").metadata(Map.of("a", "x".repeat(2048))),
                RequestBody.empty()));
    assertThat(wire.exists("objects/fat")).isFalse();
  }

  @Test
  void a_type_is_made_up_from_nothing_when_none_is_sent() {
    wire.put("objects/untyped", Content.utf8("?"));
    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key("objects/untyped"));
    assertThat(head.contentType()).isIn("application/octet-stream", "binary/octet-stream");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b", "a+b", "100%", "%2F", "äöü", "漢字", "😀", "q?x=1&y", "#h", "a'\"<>b", "~*()!"
      })
  void keys_with_unusual_characters_are_files_of_that_name(String name) throws IOException {
    String key = "objects/names/" + name;
    byte[] content = wire.put(key, Content.utf8(name));
    assertThat(wire.get(key)).isEqualTo(content);
    assertThat(Files.readAllBytes(wire.root().resolve("objects/names").resolve(name)))
        .isEqualTo(content);
    assertThat(wire.keys(key)).contains(key);
    s3.deleteObject(r -> r.bucket(BUCKET).key(key));
    assertThat(wire.exists(key)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
  void a_checksum_that_was_sent_is_told_again(ChecksumAlgorithm algorithm) {
    String key = "objects/checksum-" + algorithm;
    byte[] content = Content.bytes(7, 100_000);
    s3.putObject(
        r -> r.bucket(BUCKET).key(key).checksumAlgorithm(algorithm),
        RequestBody.fromBytes(content));
    // In this mode the SDK checks the content against what the answer says.
    ResponseBytes<GetObjectResponse> got =
        s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key).checksumMode(ChecksumMode.ENABLED));
    assertThat(got.asByteArray()).isEqualTo(content);
    GetObjectResponse answer = got.response();
    String told =
        switch (algorithm) {
          case CRC32 -> answer.checksumCRC32();
          case CRC32_C -> answer.checksumCRC32C();
          case SHA1 -> answer.checksumSHA1();
          default -> answer.checksumSHA256();
        };
    String expected =
        switch (algorithm) {
          case CRC32 -> Content.crc32(content);
          case CRC32_C -> Content.crc32c(content);
          case SHA1 -> Content.base64("SHA-1", content);
          default -> Content.base64("SHA-256", content);
        };
    assertThat(told).isEqualTo(expected);
  }

  @Test
  void a_wrong_checksum_or_md5_stores_nothing() {
    byte[] content = Content.bytes(8, 1000);
    byte[] other = Content.flipped(content, 500);
    refused(
        400,
        "BadDigest",
        () ->
            s3.putObject(
                r ->
                    r.bucket(BUCKET)
                        .key("objects/bad/sha256")
                        .checksumSHA256(Content.base64("SHA-256", other)),
                RequestBody.fromBytes(content)));
    refused(
        400,
        "BadDigest",
        () ->
            s3.putObject(
                r -> r.bucket(BUCKET).key("objects/bad/crc").checksumCRC32(Content.crc32(other)),
                RequestBody.fromBytes(content)));
    refused(
        400,
        "BadDigest",
        () ->
            s3.putObject(
                r ->
                    r.bucket(BUCKET)
                        .key("objects/bad/md5")
                        .contentMD5(Content.base64("MD5", other)),
                RequestBody.fromBytes(content)));
    assertThat(wire.keys("objects/bad/")).isEmpty();
  }

  @Test
  void a_stream_of_bytes_is_sent_in_signed_or_unsigned_chunks() {
    byte[] content = Content.bytes(9, 700_001);
    ContentStreamProvider stream = ContentStreamProvider.fromByteArray(content);
    s3.putObject(
        r -> r.bucket(BUCKET).key("objects/streamed"),
        RequestBody.fromContentProvider(stream, content.length, "application/x-stream"));
    assertThat(wire.get("objects/streamed")).isEqualTo(content);
  }

  @Test
  void the_time_of_change_is_told_in_whole_seconds() throws IOException {
    wire.put("objects/time", Content.utf8("now"));
    Instant told = s3.headObject(r -> r.bucket(BUCKET).key("objects/time")).lastModified();
    Instant file = Files.getLastModifiedTime(wire.root().resolve("objects/time")).toInstant();
    assertThat(told).isEqualTo(file.truncatedTo(ChronoUnit.SECONDS));
    assertThat(told).isCloseTo(Instant.now(), within(5, ChronoUnit.MINUTES));
  }

  @Test
  void reading_what_is_not_there_is_not_found() {
    refused(404, "NoSuchKey", () -> wire.get("objects/none"));
    refused(
        404,
        "NoSuchBucket",
        () -> s3.getObjectAsBytes(r -> r.bucket("no-such-bucket").key("objects/none")));
    refused(
        404,
        "NoSuchBucket",
        () -> s3.putObject(r -> r.bucket("no-such-bucket").key("a"), RequestBody.fromString("b")));
    assertThat(wire.exists("objects/none")).isFalse();
    wire.put("objects/plain-file", Content.utf8("x"));
    assertThat(wire.exists("objects/plain-file/child")).isFalse();
    refused(404, "NoSuchKey", () -> wire.get("objects/plain-file/child"));
  }

  @Test
  void deleting_twice_succeeds_twice() {
    wire.put("objects/gone", Content.utf8("x"));
    assertThat(
            s3.deleteObject(r -> r.bucket(BUCKET).key("objects/gone"))
                .sdkHttpResponse()
                .statusCode())
        .isEqualTo(204);
    assertThat(
            s3.deleteObject(r -> r.bucket(BUCKET).key("objects/gone"))
                .sdkHttpResponse()
                .statusCode())
        .isEqualTo(204);
    assertThat(wire.exists("objects/gone")).isFalse();
  }

  @Test
  void a_thousand_keys_are_deleted_in_one_request() throws IOException {
    List<ObjectIdentifier> thousand = new ArrayList<>();
    Files.createDirectories(wire.root().resolve("objects/thousand"));
    for (int i = 0; i < 1000; i++) {
      String key = "objects/thousand/" + i;
      Files.writeString(wire.root().resolve(key), "x");
      thousand.add(ObjectIdentifier.builder().key(key).build());
    }
    DeleteObjectsResponse answer =
        s3.deleteObjects(r -> r.bucket(BUCKET).delete(d -> d.objects(thousand)));
    assertThat(answer.deleted()).hasSize(1000);
    assertThat(answer.errors()).isEmpty();
    assertThat(wire.root().resolve("objects/thousand")).isEmptyDirectory();
  }

  @Test
  void more_than_a_thousand_keys_are_refused() {
    List<ObjectIdentifier> many = new ArrayList<>();
    for (int i = 0; i < 1001; i++) {
      many.add(ObjectIdentifier.builder().key("objects/many/" + i).build());
    }
    refused(
        400,
        "MalformedXML",
        () -> s3.deleteObjects(r -> r.bucket(BUCKET).delete(d -> d.objects(many))));
  }

  @Test
  void a_quiet_delete_tells_only_what_failed_key_by_key() {
    wire.put("objects/quiet/one", Content.utf8("x"));
    List<ObjectIdentifier> keys =
        List.of(
            ObjectIdentifier.builder().key("objects/quiet/one").build(),
            ObjectIdentifier.builder().key("objects/quiet/missing").build(),
            ObjectIdentifier.builder().key("objects/quiet/../two").build());
    DeleteObjectsResponse quiet =
        s3.deleteObjects(r -> r.bucket(BUCKET).delete(d -> d.objects(keys).quiet(true)));
    assertThat(quiet.deleted()).isEmpty();
    assertThat(quiet.errors()).extracting(S3Error::key).containsExactly("objects/quiet/../two");
    assertThat(quiet.errors()).extracting(S3Error::code).doesNotContainNull();
    assertThat(wire.exists("objects/quiet/one")).isFalse();
    DeleteObjectsResponse loud =
        s3.deleteObjects(r -> r.bucket(BUCKET).delete(d -> d.objects(keys)));
    assertThat(loud.deleted())
        .extracting(deleted -> deleted.key())
        .containsExactlyInAnyOrder("objects/quiet/one", "objects/quiet/missing");
  }
}
