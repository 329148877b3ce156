package io.sluice.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.RefusedException;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server that knows one key, and a client that holds it. */
final class AuthFixture {
  static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  static final String STAMP = "20260304T050607Z";
  static final Credential ALICE = new Credential("ALICEKEY", "alice/secret+key");
  static final Header HOST = new Header("Host", "node-1.example:9000");
  static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private AuthFixture() {}

  static SigV4 server() {
    return serverAt(NOW);
  }

  static SigV4 serverAt(Instant now) {
    return serverIn("us-east-1", now);
  }

  static SigV4 serverIn(String region, Instant now) {
    return new SigV4(AuthFixture::find, InstantSource.fixed(now), AuthSettings.ofRegion(region));
  }

  private static @Nullable Credential find(String accessKey) {
    return accessKey.equals(ALICE.accessKey()) ? ALICE : null;
  }

  static Signer alice() {
    return new Signer(ALICE, "us-east-1", NOW);
  }

  static RequestHead request(String method, String path, String query, Header... more) {
    List<Header> headers = new ArrayList<>(List.of(HOST));
    headers.addAll(List.of(more));
    return new RequestHead(method, path, query, headers);
  }

  static RequestHead replace(RequestHead head, String name, @Nullable String value) {
    List<Header> headers = new ArrayList<>(head.headers());
    headers.removeIf(header -> header.name().equals(name));
    if (value != null) {
      headers.add(new Header(name, value));
    }
    return new RequestHead(head.method(), head.rawPath(), head.rawQuery(), headers);
  }

  static void refused(SigV4 server, RequestHead head, Reason reason) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> server.authenticate(head));
    assertThat(refused).as("must be refused: " + head.headers() + head.rawQuery()).isNotNull();
    assertThat(refused.refusal().reason()).as(refused.getMessage()).isEqualTo(reason);
    assertThat(refused.refusal().message()).doesNotContain(ALICE.secretKey());
  }
}
