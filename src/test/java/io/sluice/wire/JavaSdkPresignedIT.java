package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Presigned addresses, used by a client that knows nothing of S3. */
@ExtendWith(SharedWire.class)
final class JavaSdkPresignedIT {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Wire wire;
  private final S3Client s3;
  private final S3Presigner presigner;
  private final HttpClient http = HttpClient.newHttpClient();

  JavaSdkPresignedIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
    this.presigner =
        S3Presigner.builder()
            .endpointOverride(wire.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(Wire.credentials())
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build();
  }

  @AfterEach
  void close() {
    presigner.close();
    http.close();
  }

  @Test
  void get_and_head_read_an_object() throws Exception {
    byte[] content = wire.put("presigned/ü +&.txt", Content.bytes(1, 5000));
    PresignedRequest get =
        presigner.presignGetObject(p ->
            p.signatureDuration(HOUR)
                .getObjectRequest(g -> g.bucket(BUCKET).key("presigned/ü +&.txt")));
    HttpResponse<byte[]> got = send(get, "GET", BodyPublishers.noBody());
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(content);
    assertThat(got.headers().firstValue("ETag")).hasValue(Content.etag(content));
    PresignedRequest head =
        presigner.presignHeadObject(p ->
            p.signatureDuration(HOUR)
                .headObjectRequest(h -> h.bucket(BUCKET).key("presigned/ü +&.txt")));
    HttpResponse<byte[]> asked = send(head, "HEAD", BodyPublishers.noBody());
    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.headers().firstValue("Content-Length")).hasValue("5000");
  }

  @Test
  void overrides_are_part_of_what_is_signed() throws Exception {
    wire.put("presigned/override", Content.utf8("a,b"));
    PresignedRequest get =
        presigner.presignGetObject(p ->
            p.signatureDuration(Duration.ofDays(7))
                .getObjectRequest(g ->
                    g.bucket(BUCKET).key("presigned/override").responseContentType("text/csv")));
    assertThat(send(get, "GET", BodyPublishers.noBody()).headers().firstValue("Content-Type"))
        .hasValue("text/csv");
    URI other = URI.create(get.url().toString().replace("text%2Fcsv", "text%2Fhtml"));
    assertRefused(plain(other, "GET", BodyPublishers.noBody()), 403, "SignatureDoesNotMatch");
  }

  @Test
  void put_stores_and_delete_removes_an_object() throws Exception {
    byte[] content = Content.bytes(2, 70_000);
    PresignedRequest put =
        presigner.presignPutObject(p ->
            p.signatureDuration(HOUR)
                .putObjectRequest(o ->
                    o.bucket(BUCKET)
                        .key("presigned/put")
                        .contentType("text/x-put")
                        .metadata(Map.of("by", "link"))));
    assertThat(send(put, "PUT", BodyPublishers.ofByteArray(content)).statusCode()).isEqualTo(200);
    assertThat(wire.get("presigned/put")).isEqualTo(content);
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("presigned/put")).metadata())
        .isEqualTo(Map.of("by", "link"));
    PresignedRequest delete =
        presigner.presignDeleteObject(p ->
            p.signatureDuration(HOUR)
                .deleteObjectRequest(d -> d.bucket(BUCKET).key("presigned/put")));
    assertThat(send(delete, "DELETE", BodyPublishers.noBody()).statusCode()).isEqualTo(204);
    assertThat(wire.exists("presigned/put")).isFalse();
  }

  @Test
  void a_checksum_that_was_signed_into_the_link_is_verified() throws Exception {
    byte[] content = Content.bytes(5, 9000);
    String sha256 = Content.base64("SHA-256", content);
    PresignedRequest put = withSha256("presigned/sum", sha256);
    assertThat(put.url().getQuery()).contains("x-amz-checksum-sha256");
    byte[] other = content.clone();
    other[17]++;
    assertRefused(send(put, "PUT", BodyPublishers.ofByteArray(other)), 400, "BadDigest");
    assertThat(wire.exists("presigned/sum")).isFalse();
    assertThat(send(put, "PUT", BodyPublishers.ofByteArray(content)).statusCode()).isEqualTo(200);
    // That of nothing is what SDKs sign when they have no body.
    PresignedRequest empty =
        withSha256("presigned/empty-sum", Content.base64("SHA-256", new byte[0]));
    assertThat(send(empty, "PUT", BodyPublishers.ofByteArray(content)).statusCode()).isEqualTo(200);
    assertThat(wire.get("presigned/empty-sum")).isEqualTo(content);
  }

  private PresignedRequest withSha256(String key, String sha256) {
    return presigner.presignPutObject(p ->
        p.signatureDuration(HOUR)
            .putObjectRequest(o ->
                o.bucket(BUCKET)
                    .key(key)
                    .overrideConfiguration(
                        c -> c.putRawQueryParameter("x-amz-checksum-sha256", sha256))));
  }

  @Test
  void a_body_of_unknown_length_may_come_in_http_chunks() throws Exception {
    byte[] content = Content.bytes(3, 200_000);
    PresignedRequest put = presignedPut("presigned/chunked");
    BodyPublisher unknown = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
    assertThat(send(put, "PUT", unknown).statusCode()).isEqualTo(200);
    assertThat(wire.get("presigned/chunked")).isEqualTo(content);
  }

  @Test
  void a_part_can_be_sent_by_link() throws Exception {
    byte[] content = Content.bytes(4, 30_000);
    Upload upload = Upload.begin(s3, BUCKET, "presigned/part");
    PresignedRequest part =
        presigner.presignUploadPart(p ->
            p.signatureDuration(HOUR)
                .uploadPartRequest(
                    u -> u.bucket(BUCKET).key(upload.key()).uploadId(upload.id()).partNumber(1)));
    HttpResponse<byte[]> sent = send(part, "PUT", BodyPublishers.ofByteArray(content));
    assertThat(sent.statusCode()).isEqualTo(200);
    String tag = sent.headers().firstValue("ETag").orElseThrow();
    upload.complete(List.of(Upload.named(1, tag)));
    assertThat(wire.get("presigned/part")).isEqualTo(content);
  }

  @Test
  void a_link_ends_with_its_time() {
    wire.put("presigned/short", Content.utf8("x"));
    PresignedRequest get =
        presigner.presignGetObject(p ->
            p.signatureDuration(Duration.ofSeconds(1))
                .getObjectRequest(g -> g.bucket(BUCKET).key("presigned/short")));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertRefused(send(get, "GET", BodyPublishers.noBody()), 403, "AccessDenied"));
  }

  @Test
  void a_link_holds_for_its_method_key_and_time_alone() throws Exception {
    wire.put("presigned/bound", Content.utf8("x"));
    wire.put("presigned/other", Content.utf8("y"));
    PresignedRequest get =
        presigner.presignGetObject(p ->
            p.signatureDuration(HOUR)
                .getObjectRequest(g -> g.bucket(BUCKET).key("presigned/bound")));
    String url = get.url().toString();
    BodyPublisher none = BodyPublishers.noBody();
    String code = "SignatureDoesNotMatch";
    assertRefused(plain(URI.create(url), "DELETE", none), 403, code);
    assertRefused(plain(URI.create(url.replace("/bound", "/other")), "GET", none), 403, code);
    assertRefused(plain(URI.create(url.replace("=3600", "=3601")), "GET", none), 403, code);
    assertRefused(plain(URI.create(url + "&uploads"), "GET", none), 403, code);
    assertRefused(
        plain(URI.create(url.replace("=3600", "=604801")), "GET", none),
        400,
        "AuthorizationQueryParametersError");
    assertRefused(
        plain(URI.create(url.replace(ServerProcess.ACCESS_KEY, "NOBODY")), "GET", none),
        403,
        "InvalidAccessKeyId");
    assertThat(wire.exists("presigned/bound")).isTrue();
  }

  @Test
  void without_a_signature_nothing_is_given() throws Exception {
    wire.put("presigned/private", Content.utf8("x"));
    URI bare = wire.endpoint().resolve("/" + BUCKET + "/presigned/private");
    assertRefused(plain(bare, "GET", BodyPublishers.noBody()), 403, "AccessDenied");
    assertRefused(plain(bare, "PUT", BodyPublishers.ofString("y")), 403, "AccessDenied");
    assertThat(wire.get("presigned/private")).isEqualTo(Content.utf8("x"));
  }

  private PresignedRequest presignedPut(String key) {
    return presigner.presignPutObject(
        p -> p.signatureDuration(HOUR).putObjectRequest(o -> o.bucket(BUCKET).key(key)));
  }

  private HttpResponse<byte[]> send(PresignedRequest link, String method, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(link.url().toString()));
    link.signedHeaders()
        .forEach((name, values) -> {
          if (!name.equalsIgnoreCase("host")) {
            values.forEach(value -> request.header(name, value));
          }
        });
    return http.send(request.method(method, body).build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> plain(URI uri, String method, BodyPublisher body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri).method(method, body).build(), BodyHandlers.ofByteArray());
  }

  private static void assertRefused(HttpResponse<byte[]> answer, int status, String code) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(body).isEqualTo(status);
    assertThat(body).contains("<Code>" + code + "</Code>").contains("<RequestId>");
  }
}
