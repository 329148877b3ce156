package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/** HTTP and what S3 makes of it, to the letter: a server with settings that others lack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpLetterIT {
  private static final byte[] BODY = Content.utf8("body");

  private final Wire wire =
      Wire.start(
          "letter",
          List.of(
              "--set", "domains=s3.test,localhost",
              "--set", "default-checksum=crc64nvme",
              "--set", "limits.min-part=5MiB"));

  @AfterAll
  void stop() {
    wire.close();
  }

  @Test
  void a_bucket_may_be_named_by_its_host() throws IOException {
    String host = BUCKET + ".S3.test:" + wire.endpoint().getPort();
    assertThat(
            request("PUT", "/letter/host%20x")
                .header("host", host)
                .describing(BODY)
                .exchange(BODY)
                .status())
        .isEqualTo(200);
    assertThat(wire.get("letter/host x")).isEqualTo(BODY);
    assertThat(
            request("GET", "/letter/host%20x")
                .header("host", BUCKET + ".s3.test")
                .exchange()
                .body())
        .isEqualTo("body");
    assertThat(
            request("GET", "/?list-type=2&prefix=letter%2Fhost")
                .header("host", host)
                .exchange()
                .body())
        .contains("<Name>" + BUCKET + "</Name>", "<Key>letter/host x</Key>");
    request("GET", "/x").header("host", "nobody.s3.test").exchange().isError(404, "NoSuchBucket");
  }

  @Test
  void an_address_that_an_sdk_signed_for_a_virtual_host_is_taken() throws IOException {
    wire.put("letter/virtual", BODY);
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(URI.create("http://localhost:" + wire.endpoint().getPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(Wire.credentials())
            .build()) {
      PresignedGetObjectRequest get =
          presigner.presignGetObject(p ->
              p.signatureDuration(Duration.ofHours(1))
                  .getObjectRequest(g -> g.bucket(BUCKET).key("letter/virtual")));
      assertThat(get.url().getHost()).isEqualTo(BUCKET + ".localhost");
      try (RawSocket socket = new RawSocket(wire.endpoint())) {
        socket.send(
            "GET "
                + get.url().getFile()
                + " HTTP/1.1\r\nHost: "
                + get.url().getAuthority()
                + "\r\n\r\n");
        RawAnswer answer = socket.answer(false);
        assertThat(answer.body()).isEqualTo("body");
      }
    }
  }

  @Test
  void pipelined_requests_are_answered_in_their_order() throws IOException {
    wire.put("letter/one", Content.utf8("1"));
    wire.put("letter/two", Content.utf8("2"));
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(
          get("letter/one").head()
              + get("letter/none").head()
              + put("letter/three").describing(BODY).head()
              + "body"
              + get("letter/two").head());
      assertThat(socket.answer(false).body()).isEqualTo("1");
      socket.answer(false).isError(404, "NoSuchKey");
      assertThat(socket.answer(false).status()).isEqualTo(200);
      assertThat(socket.answer(false).body()).isEqualTo("2");
    }
  }

  @Test
  void a_body_that_nobody_read_is_never_taken_for_a_request() throws IOException {
    byte[] smuggled = Content.utf8(get("letter/one").head());
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(request("PUT", "/no-such-bucket/x").describing(smuggled).head());
      socket.send(smuggled);
      RawAnswer refused = socket.answer(false).isError(404, "NoSuchBucket");
      if (refused.header("connection").equals("close")) {
        assertThat(socket.isClosedByServer()).isTrue();
      } else {
        socket.send(get("letter/none").head());
        socket.answer(false).isError(404, "NoSuchKey");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a+b",
        "a%2Bb",
        "a%2fb",
        "a%20b",
        "%7Etilde~",
        "%E4%BD%A0",
        "(x)!*'",
        "a=b&c;d:e@f,$"
      })
  void a_key_is_the_same_however_it_is_spelled(String spelled) throws IOException {
    RawAnswer put = put("spelled/" + spelled).describing(BODY).exchange(BODY);
    assertThat(put.status()).as(put.body()).isEqualTo(200);
    String key =
        URLDecoder.decode("spelled/" + spelled.replace("+", "%2B"), StandardCharsets.UTF_8);
    assertThat(wire.get(key)).isEqualTo(BODY);
    wire.s3().deleteObject(r -> r.bucket(BUCKET).key(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a//b", "/a", "a%2F%2Fb", "a/../b", "a/./b"})
  void a_key_that_no_file_can_have_is_refused_not_rewritten(String spelled) throws IOException {
    put(spelled).describing(BODY).exchange(BODY).isError(400, "InvalidArgument");
  }

  @Test
  void signed_headers_may_be_spaced_oddly() throws IOException {
    RawAnswer put =
        put("letter/spaced")
            .header("x-amz-meta-spaced", "  a   b \t c  ".replace("\t", " "))
            .header("x-amz-meta-empty", "")
            .describing(BODY)
            .exchange(BODY);
    assertThat(put.status()).as(put.body()).isEqualTo(200);
    assertThat(get("letter/spaced").exchange().header("x-amz-meta-spaced")).startsWith("a");
  }

  @Test
  void dates_come_in_the_three_forms_of_http() throws IOException {
    wire.put("letter/dated", BODY);
    for (String form :
        List.of(
            "EEE, dd MMM yyyy HH:mm:ss 'GMT'",
            "EEEE, dd-MMM-yy HH:mm:ss 'GMT'",
            "EEE MMM ppd HH:mm:ss yyyy")) {
      DateTimeFormatter format =
          DateTimeFormatter.ofPattern(form, Locale.US).withZone(ZoneOffset.UTC);
      String now = format.format(Instant.now());
      String before = format.format(Instant.now().minusSeconds(7200));
      assertThat(get("letter/dated").line("If-Modified-Since: " + now).exchange().status())
          .as(now)
          .isEqualTo(304);
      assertThat(get("letter/dated").line("If-Modified-Since: " + before).exchange().status())
          .isEqualTo(200);
      assertThat(get("letter/dated").line("If-Unmodified-Since: " + before).exchange().status())
          .isEqualTo(412);
    }
  }

  @Test
  void both_ids_are_on_every_answer() throws IOException {
    wire.put("letter/ids", BODY);
    List<RawAnswer> answers =
        List.of(
            get("letter/ids").exchange(),
            get("letter/ids").line("If-None-Match: *").exchange(),
            get("letter/ids").line("Range: bytes=1-2").exchange(),
            get("letter/ids").line("Range: bytes=100-").exchange(),
            get("letter/none").exchange(),
            request("HEAD", "/" + BUCKET + "/letter/ids").exchange(),
            request("HEAD", "/" + BUCKET + "/letter/none").exchange(),
            request("DELETE", "/" + BUCKET + "/letter/none").exchange(),
            get("letter/ids").signedWith("wrong").exchange(),
            request("OPTIONS", "/" + BUCKET + "/x").exchange(),
            request("PATCH", "/" + BUCKET + "/x").exchange());
    assertThat(answers.stream().map(RawAnswer::status))
        .containsExactly(200, 304, 206, 416, 404, 200, 404, 204, 403, 400, 405);
    for (RawAnswer answer : answers) {
      assertThat(answer.header("x-amz-request-id")).as(answer.toString()).isNotEmpty();
      assertThat(answer.header("x-amz-id-2")).as(answer.toString()).isNotEmpty();
    }
  }

  @Test
  void control_characters_reach_a_listing_encoded_or_escaped() throws IOException {
    assertThat(put("escaped/%01%0D%26%3C%EF%BF%BF").describing(BODY).exchange(BODY).status())
        .isEqualTo(200);
    String plain =
        request("GET", "/" + BUCKET + "?list-type=2&prefix=escaped%2F").exchange().body();
    assertThat(plain).contains("<Key>escaped/&#x1;&#xd;&amp;&lt;");
    String encoded =
        request("GET", "/" + BUCKET + "?encoding-type=url&list-type=2&prefix=escaped%2F")
            .exchange()
            .body();
    assertThat(encoded).contains("<Key>escaped/%01%0D%26%3C%EF%BF%BF</Key>");
  }

  @Test
  void an_object_without_a_checksum_gets_the_default_one() throws IOException {
    RawAnswer put =
        put("letter/plain")
            .describing(Content.utf8("123456789"))
            .exchange(Content.utf8("123456789"));
    assertThat(put.header("x-amz-checksum-crc64nvme")).isEqualTo("rosUhgp5mIg=");
    assertThat(put.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
    HeadObjectResponse head =
        wire.s3()
            .headObject(
                r -> r.bucket(BUCKET).key("letter/plain").checksumMode(ChecksumMode.ENABLED));
    assertThat(head.checksumCRC64NVME()).isEqualTo("rosUhgp5mIg=");
    assertThat(Files.exists(wire.root().resolve("letter/plain"))).isTrue();
  }

  @Test
  void a_part_may_be_too_small_where_that_is_set() {
    S3Client s3 = wire.s3();
    byte[] large = Content.bytes(1, 5 << 20);
    assertThat(upload(s3, "letter/parts", large, BODY)).isNotEmpty();
    refused(400, "EntityTooSmall", () -> upload(s3, "letter/small", BODY, large));
    assertThat(upload(s3, "letter/single", BODY)).isNotEmpty();
  }

  private static String upload(S3Client s3, String key, byte[]... parts) {
    String id = s3.createMultipartUpload(r -> r.bucket(BUCKET).key(key)).uploadId();
    CompletedPart[] done = new CompletedPart[parts.length];
    for (int i = 0; i < parts.length; i++) {
      int number = i + 1;
      String tag =
          s3.uploadPart(
                  r -> r.bucket(BUCKET).key(key).uploadId(id).partNumber(number),
                  RequestBody.fromBytes(parts[i]))
              .eTag();
      done[i] = CompletedPart.builder().partNumber(number).eTag(tag).build();
    }
    return s3.completeMultipartUpload(
            r -> r.bucket(BUCKET).key(key).uploadId(id).multipartUpload(m -> m.parts(done)))
        .eTag();
  }

  private RawRequest get(String key) {
    return request("GET", "/" + BUCKET + "/" + key);
  }

  private RawRequest put(String key) {
    return request("PUT", "/" + BUCKET + "/" + key);
  }

  private RawRequest request(String method, String target) {
    return new RawRequest(wire.endpoint(), method, target);
  }
}
