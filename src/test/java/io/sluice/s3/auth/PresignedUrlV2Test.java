package io.sluice.s3.auth;

import static io.sluice.s3.auth.AuthFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Reason;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import io.sluice.s3.RoutingSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example in the Amazon S3 User Guide, and what must not pass for it. */
final class PresignedUrlV2Test {
  private static final Credential EXAMPLE =
      new Credential("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  private static final String QUERY =
      "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D"
          + "&Expires=1175139620";

  private static SigV4 server(long atSecond) {
    return new SigV4(
        key -> key.equals(EXAMPLE.accessKey()) ? EXAMPLE : null,
        InstantSource.fixed(Instant.ofEpochSecond(atSecond)),
        new AuthSettings(
            "us-east-1",
            Duration.ofHours(1),
            Duration.ofDays(7),
            new RoutingSettings(List.of("s3.example"))));
  }

  private static RequestHead get(String host, String path, String query, Header... more) {
    List<Header> headers = new ArrayList<>(List.of(new Header("Host", host)));
    headers.addAll(List.of(more));
    return new RequestHead("GET", path, query, headers);
  }

  @Test
  void the_documented_url_passes_by_path_and_by_host_until_it_expires() {
    Authenticated proved = new Authenticated("AKIAIOSFODNN7EXAMPLE", new PayloadPlan.Unsigned());
    RequestHead byPath = get("node:9000", "/johnsmith/photos/puppy.jpg", QUERY);
    RequestHead byHost = get("johnsmith.s3.example", "/photos/puppy.jpg", QUERY);
    assertThat(server(1175139620).authenticate(byPath)).isEqualTo(proved);
    assertThat(server(1175139620).authenticate(byHost)).isEqualTo(proved);
    refused(server(1175139621), byPath, Reason.EXPIRED_REQUEST);
  }

  @Test
  void a_bucket_may_be_signed_with_a_slash_that_is_not_sent() {
    SigV4 server = server(1175139000);
    String query =
        QUERY.replace("NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D", "O0v6SWPdo4x4nFD0qcXbN1ErM%2F8%3D")
            + "&prefix=photos/";
    for (String path : List.of("/johnsmith", "/johnsmith/")) {
      assertThat(server.authenticate(get("node", path, query)).accessKey())
          .isEqualTo(EXAMPLE.accessKey());
    }
    RequestHead byHost = get("johnsmith.s3.example", "/", query);
    assertThat(server.authenticate(byHost).accessKey()).isEqualTo(EXAMPLE.accessKey());
    refused(server, get("node", "/", query), Reason.SIGNATURE_DOES_NOT_MATCH);
    refused(server, get("node", "/johnsmit", query), Reason.SIGNATURE_DOES_NOT_MATCH);
  }

  @Test
  void nothing_else_passes_with_its_signature() {
    Reason reason = Reason.SIGNATURE_DOES_NOT_MATCH;
    String path = "/johnsmith/photos/puppy.jpg";
    SigV4 server = server(1175139000);
    refused(server, get("node", "/johnsmith/photos/puppy.png", QUERY), reason);
    refused(server, get("johnsmith.s3.example", path, QUERY), reason);
    refused(server, get("node", path, QUERY.replace("1175139620", "1175139621")), reason);
    refused(server, get("node", path, QUERY + "&acl"), reason);
    refused(server, get("node", path, QUERY + "&response-content-type=text/html"), reason);
    refused(server, get("node", path, QUERY + "&x-amz-meta-a=b"), reason);
    refused(server, get("node", path, QUERY, new Header("x-amz-date", "now")), reason);
    refused(server, get("node", path, QUERY, new Header("Content-Type", "a/b")), reason);
    refused(
        server,
        new RequestHead("DELETE", path, QUERY, List.of(new Header("Host", "node"))),
        reason);
  }

  @Test
  void half_a_signature_or_two_are_refused() {
    String path = "/johnsmith/photos/puppy.jpg";
    SigV4 server = server(1175139000);
    refused(server, get("node", path, "Signature=a&Expires=1175139620"), Reason.ACCESS_DENIED);
    refused(
        server, get("node", path, QUERY.replace("&Expires=1175139620", "")), Reason.ACCESS_DENIED);
    refused(server, get("node", path, QUERY.replace("=1175139620", "=soon")), Reason.ACCESS_DENIED);
    refused(
        server,
        get("node", path, QUERY, new Header("Authorization", "AWS4-HMAC-SHA256 x")),
        Reason.INVALID_ARGUMENT);
    refused(
        server,
        get("node", path, QUERY.replace("AKIAIOSFODNN7EXAMPLE", "AKIAOTHER")),
        Reason.INVALID_ACCESS_KEY_ID);
  }

  @Test
  void what_is_signed_can_not_be_outdone_by_a_second_parameter_of_its_name() {
    String path = "/johnsmith/photos/puppy.jpg";
    SigV4 server = server(1175139000);
    String typed =
        QUERY.replace("NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D", "A9E3r%2BR826xKfIzzCp9tE4JsiP4%3D");
    String type = "response-content-type=image/jpeg";
    assertThat(server.authenticate(get("node", path, typed + '&' + type)).accessKey())
        .isEqualTo(EXAMPLE.accessKey());
    // The larger one sorts behind that which is signed, but comes first.
    refused(
        server,
        get("node", path, "response-content-type=text/html&" + type + '&' + typed),
        Reason.INVALID_ARGUMENT);
    refused(server, get("node", path, "X-Amz-Acl=a&x-amz-acl=b&" + QUERY), Reason.INVALID_ARGUMENT);
  }
}
