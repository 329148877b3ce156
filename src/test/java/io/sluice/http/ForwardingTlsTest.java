package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.operation.Elsewhere;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes whose S3 ports speak TLS. */
class ForwardingTlsTest {
  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();

  /** Kept here, since Vert.x closes a client that nobody can reach, also one at work. */
  private final HttpClientAgent client =
      vertx.createHttpClient(
          new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false));

  private TlsIdentity one;
  private TlsIdentity two;

  @BeforeEach
  void certificates() throws Exception {
    one = identity("one");
    two = identity("two");
  }

  @AfterEach
  void close() {
    GatewayFixture.await(vertx.close());
  }

  private TlsIdentity identity(String name) throws Exception {
    TestCertificate made = TestCertificate.make(folder, name, "EC");
    return TlsIdentity.of(
        vertx,
        made.certificate().getBytes(StandardCharsets.US_ASCII),
        made.key().getBytes(StandardCharsets.US_ASCII));
  }

  private static HttpSettings settings(TlsIdentity identity) {
    return HttpSettings.defaults("127.0.0.1", 0, 1).withTls(identity);
  }

  /** A node of one identity behind one of another. */
  private final class Pair implements AutoCloseable {
    final GatewayFixture behind;
    final HttpGateway front;

    Pair(TlsIdentity behind, TlsIdentity front, String host) {
      this.behind =
          new GatewayFixture(
              settings(behind),
              (head, body) ->
                  body.collect(1000).map(content -> GatewayFixture.text("got " + content.length)));
      this.front =
          ForwardingTest.front(
              vertx,
              settings(front),
              new Elsewhere.Place("behind", host, this.behind.gateway.port(), true));
    }

    int status(String bucket) {
      return GatewayFixture.await(
          client
              .request(HttpMethod.PUT, front.port(), "127.0.0.1", "/" + bucket + "/k")
              .compose(request -> request.send(Buffer.buffer("hello")))
              .map(HttpClientResponse::statusCode));
    }

    @Override
    public void close() {
      GatewayFixture.await(front.close());
      behind.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"far", "far-beside-a-dead-one"})
  void nodes_of_one_certificate_reach_each_other(String bucket) {
    try (Pair pair = new Pair(one, one, "127.0.0.1")) {
      assertThat(pair.status(bucket)).isEqualTo(200);
    }
  }

  @Test
  void the_address_of_a_node_need_not_stand_in_its_certificate() {
    try (Pair pair = new Pair(one, one, "localhost")) {
      assertThat(pair.status("far")).isEqualTo(200);
    }
  }

  @Test
  void a_node_of_another_certificate_gets_nothing() {
    try (Pair pair = new Pair(two, one, "127.0.0.1")) {
      assertThat(pair.status("far")).isEqualTo(503);
    }
  }

  @Test
  void a_renewed_certificate_is_trusted_once_both_have_it() {
    try (Pair pair = new Pair(one, one, "127.0.0.1")) {
      GatewayFixture.await(pair.behind.gateway.renew(two));
      GatewayFixture.await(pair.front.renew(two));
      assertThat(pair.status("far")).isEqualTo(200);
    }
  }

  @Test
  void a_certificate_is_known_by_its_name() {
    assertThat(one.name()).isEqualTo("127.0.0.1");
  }
}
