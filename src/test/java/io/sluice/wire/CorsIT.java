package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static io.sluice.wire.Wire.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;

/** What pages of other origins may ask of a bucket. */
@ExtendWith(SharedWire.class)
final class CorsIT {
  private final Wire wire;
  private final S3Client s3;

  CorsIT(Wire wire) {
    this.wire = wire;
    this.s3 = wire.s3();
  }

  @Test
  void rules_are_stored_on_the_volume_applied_and_taken_away() throws IOException {
    wire.put("cors/object", Content.utf8("x"));
    refused(404, "NoSuchCORSConfiguration", () -> s3.getBucketCors(r -> r.bucket(BUCKET)));
    preflight("http://app.example", "PUT").isError(403, "AccessForbidden");
    CORSRule rule =
        CORSRule.builder()
            .allowedOrigins("http://*.example")
            .allowedMethods("GET", "PUT")
            .allowedHeaders("*")
            .exposeHeaders("ETag")
            .maxAgeSeconds(600)
            .build();
    s3.putBucketCors(r -> r.bucket(BUCKET).corsConfiguration(c -> c.corsRules(rule)));
    assertThat(s3.getBucketCors(r -> r.bucket(BUCKET)).corsRules()).isEqualTo(List.of(rule));
    assertThat(Files.exists(wire.root().resolve(".sluice/cors.json"))).isTrue();
    RawAnswer allowed = preflight("http://app.example", "PUT");
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.header("access-control-allow-origin")).isEqualTo("http://app.example");
    assertThat(allowed.header("access-control-allow-headers")).isEqualTo("x-amz-date");
    assertThat(allowed.header("access-control-max-age")).isEqualTo("600");
    preflight("http://app.example", "DELETE").isError(403, "AccessForbidden");
    preflight("http://elsewhere", "GET").isError(403, "AccessForbidden");
    assertActualRequests();
    s3.deleteBucketCors(r -> r.bucket(BUCKET));
    refused(404, "NoSuchCORSConfiguration", () -> s3.getBucketCors(r -> r.bucket(BUCKET)));
    assertThat(get("/" + BUCKET + "/cors/object", "http://app.example").header("vary")).isEmpty();
  }

  private void assertActualRequests() throws IOException {
    for (String key : List.of("cors/object", "cors/no-such-key")) {
      RawAnswer answer = get("/" + BUCKET + "/" + key, "http://app.example");
      assertThat(answer.status()).isIn(200, 404);
      assertThat(answer.header("access-control-allow-origin")).isEqualTo("http://app.example");
      assertThat(answer.header("access-control-expose-headers")).isEqualTo("ETag");
      assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
      assertThat(answer.header("vary")).contains("Origin");
    }
    RawAnswer other = get("/" + BUCKET + "/cors/object", "http://elsewhere");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.header("access-control-allow-origin")).isEmpty();
    RawAnswer unsigned =
        send("GET /" + BUCKET + "/cors/object HTTP/1.1\r\norigin: http://a.example\r\n");
    unsigned.isError(403, "AccessDenied");
    assertThat(unsigned.header("access-control-allow-origin")).isEqualTo("http://a.example");
  }

  @Test
  void what_fails_after_it_was_begun_is_opened_too() throws IOException {
    CORSRule rule =
        CORSRule.builder().allowedOrigins("http://app.example").allowedMethods("PUT").build();
    s3.putBucketCors(r -> r.bucket(BUCKET).corsConfiguration(c -> c.corsRules(rule)));
    RawAnswer answer =
        new RawRequest(wire.endpoint(), "PUT", "/" + BUCKET + "/cors/copy")
            .header("origin", "http://app.example")
            .header("x-amz-copy-source", BUCKET + "/cors/not-there")
            .exchange()
            .isError(404, "NoSuchKey");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("http://app.example");
    s3.deleteBucketCors(r -> r.bucket(BUCKET));
  }

  @Test
  void a_preflight_without_its_questions_is_refused() throws IOException {
    send("OPTIONS /" + BUCKET + "/k HTTP/1.1\r\n").isError(400, "BadRequest");
    send("OPTIONS /" + BUCKET + "/k HTTP/1.1\r\norigin: http://a\r\n").isError(400, "BadRequest");
    preflight("no-such-bucket", "http://a", "GET").isError(403, "AccessForbidden");
  }

  private RawAnswer preflight(String origin, String method) throws IOException {
    return preflight(BUCKET, origin, method);
  }

  private RawAnswer preflight(String bucket, String origin, String method) throws IOException {
    return send(
        "OPTIONS /"
            + bucket
            + "/cors/object HTTP/1.1\r\norigin: "
            + origin
            + "\r\naccess-control-request-method: "
            + method
            + "\r\naccess-control-request-headers: x-amz-date\r\n");
  }

  private RawAnswer get(String target, String origin) throws IOException {
    return new RawRequest(wire.endpoint(), "GET", target).header("origin", origin).exchange();
  }

  private RawAnswer send(String head) throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(head + "host: localhost\r\n\r\n");
      return socket.answer(false);
    }
  }
}
