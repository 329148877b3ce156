package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no honest client sends: each gets an S3 error or a closed connection. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RawFramingIT {
  private static final String SMALL = "small";
  private static final int SMALL_BYTES = 10 << 20;

  /** A server of its own: short timeouts, and a volume that is soon full. */
  private final Wire wire;

  RawFramingIT() {
    this.wire =
        Wire.start(
            "framing",
            List.of(
                "--set", "limits.idle-timeout=3s",
                "--set", "limits.body-timeout=3s",
                "--set", "volumes." + SMALL + ".size=10MiB"));
    wire.s3().createBucket(r -> r.bucket(SMALL));
  }

  @BeforeEach
  void is_alive() {
    assertThat(wire.server().isAlive()).isTrue();
  }

  @AfterAll
  void stop() {
    wire.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<",
        "not xml",
        "<Delete><Object><Key>a</Key>",
        "<Delete><Object><Key>a</Object></Key></Delete>",
        "<Wrong><Object><Key>a</Key></Object></Wrong>",
        "<Delete></Delete>",
        "<Delete><Object></Object></Delete>",
        "<Delete>\u0001</Delete>"
      })
  void xml_that_says_no_delete_is_malformed(String xml) throws IOException {
    deleteWith(xml).isError(400, "MalformedXML");
  }

  @Test
  void an_external_entity_is_never_read() throws IOException {
    Path secret = wire.home().resolve("secret");
    Files.writeString(secret, "do not tell");
    String xml =
        "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY e SYSTEM \"file://"
            + secret
            + "\">]><Delete><Object><Key>&e;</Key></Object></Delete>";
    RawAnswer answer = deleteWith(xml).isError(400, "MalformedXML");
    assertThat(answer.body()).doesNotContain("do not tell");
  }

  @Test
  void entities_that_grow_are_not_grown() throws IOException {
    String xml =
        "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \""
            + "&a;".repeat(1000)
            + "\"><!ENTITY c \""
            + "&b;".repeat(1000)
            + "\">]><Delete><Object><Key>&c;</Key></Object></Delete>";
    deleteWith(xml).isError(400, "MalformedXML");
  }

  @Test
  void xml_nested_too_deep_is_malformed() throws IOException {
    String xml = "<Delete>" + "<Object>".repeat(50_000) + "</Object>".repeat(50_000) + "</Delete>";
    deleteWith(xml).isError(400, "MalformedXML");
  }

  @Test
  void xml_of_a_hundred_megabytes_is_refused_unread() throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      RawRequest request = post("delete=").header("content-length", "100000000");
      socket.send(request.line("Expect: 100-continue").head());
      RawAnswer answer = socket.answer(false);
      assertThat(answer.status()).as(answer.toString()).isGreaterThanOrEqualTo(400);
      answer.isError(answer.status());
    }
  }

  @Test
  void xml_of_unknown_length_is_read_up_to_its_limit() throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(post("delete=").header("transfer-encoding", "chunked").head());
      byte[] chunk = Content.utf8("10000\r\n" + " ".repeat(0x10000) + "\r\n");
      RawAnswer answer = sendForever(socket, chunk);
      assertThat(answer.status()).as(answer.toString()).isBetween(400, 413);
    }
  }

  @Test
  void both_lengths_at_once_are_refused() throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      RawRequest request = put(BUCKET, "smuggled").header("content-length", "5");
      socket.send(request.line("Transfer-Encoding: chunked").head());
      socket.send("0\r\n\r\nGET /" + BUCKET + " HTTP/1.1\r\nHost: x\r\n\r\n");
      RawAnswer answer = socket.answer(false);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
      assertThat(socket.isClosedByServer()).as("what follows is not taken for a request").isTrue();
    }
    assertThat(wire.exists("smuggled")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "1, 2", "99999999999999999999"})
  void a_length_that_is_none_is_refused(String length) throws IOException {
    RawAnswer answer = put(BUCKET, "odd-length").header("content-length", length).exchange();
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(wire.exists("odd-length")).isFalse();
  }

  @Test
  void a_put_without_a_length_is_told_so() throws IOException {
    put(BUCKET, "no-length").exchange().isError(411, "MissingContentLength");
  }

  @Test
  void a_head_of_absurd_size_is_refused() throws IOException {
    RawRequest wide = list().line("X-Long: " + "x".repeat(100_000));
    assertThat(wide.exchange().status()).isBetween(400, 431);
    RawRequest many = list();
    for (int i = 0; i < 5000; i++) {
      many.line("X-Many-" + i + ": y");
    }
    assertThat(many.exchange().status()).isBetween(400, 431);
    RawRequest uri =
        new RawRequest(wire.endpoint(), "GET", "/" + BUCKET + "/" + "a/".repeat(50_000) + "a");
    assertThat(uri.exchange().status()).isIn(400, 414, 431);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\u0000\u0001\u0002\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "FROB / HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void what_is_no_request_gets_an_error_or_an_end(String bytes) throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(bytes);
      socket.endOutput();
      try {
        assertThat(socket.answer(false).status()).isBetween(400, 599);
      } catch (EOFException | SocketException ended) {
        assertThat(wire.server().isAlive()).isTrue();
      }
    }
  }

  @Test
  void a_head_that_never_ends_is_cut_off() throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: a");
      Awaitility.await()
          .atMost(Duration.ofSeconds(25))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> !isTaking(socket));
    }
  }

  @Test
  void a_body_that_stops_is_cut_off_and_leaves_nothing() throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(put(BUCKET, "stalled").header("content-length", "1000000").head());
      socket.send(Content.bytes(1, 1000));
      try {
        assertThat(socket.answer(false).status()).isGreaterThanOrEqualTo(400);
      } catch (EOFException | SocketException ended) {
        assertThat(wire.server().isAlive()).isTrue();
      }
    }
    assertThat(wire.exists("stalled")).isFalse();
    assertThat(wire.staged()).isEmpty();
  }

  @Test
  void trailers_of_a_chunked_body_are_passed_over() throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      RawRequest request = put(BUCKET, "trailers").header("x-amz-decoded-content-length", "5");
      socket.send(request.header("transfer-encoding", "chunked").head());
      socket.send("5\r\nhello\r\n0\r\nX-Note: 1\r\n\r\n");
      assertThat(socket.answer(false).status()).isEqualTo(200);
      socket.send(list().head());
      assertThat(socket.answer(false).status()).as("the connection goes on").isEqualTo(200);
    }
    assertThat(wire.get("trailers")).isEqualTo(Content.utf8("hello"));
  }

  @Test
  void no_request_is_begun_behind_an_answer_that_closes() throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      String refused = "PUT /" + BUCKET + "/unsigned HTTP/1.1\r\nHost: x\r\n";
      String next = put(BUCKET, "ghost").header("content-length", "0").head();
      socket.send(refused + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + next);
      RawAnswer answer = socket.answer(false).isError(403, "AccessDenied");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(socket.isClosedByServer()).isTrue();
    }
    assertThat(wire.exists("ghost")).isFalse();
  }

  @Test
  void a_body_is_asked_for_when_it_can_be_taken() throws IOException {
    byte[] content = Content.bytes(2, 5000);
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      RawRequest request = put(BUCKET, "expected").describing(content);
      socket.send(request.line("Expect: 100-continue").head());
      assertThat(socket.answer(false).status()).isEqualTo(100);
      socket.send(content);
      assertThat(socket.answer(false).status()).isEqualTo(200);
    }
    assertThat(wire.get("expected")).isEqualTo(content);
  }

  @Test
  void an_empty_body_is_asked_for_too() throws IOException {
    // botocore announces empty bodies, and takes any other first answer for the last one.
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      RawRequest request = put(BUCKET, "expected-empty").describing(new byte[0]);
      socket.send(request.line("Expect: 100-continue").head());
      assertThat(socket.answer(false).status()).isEqualTo(100);
      assertThat(socket.answer(false).status()).isEqualTo(200);
    }
  }

  @Test
  void an_expectation_of_something_else_does_not_fail_a_request() throws IOException {
    byte[] content = Content.bytes(3, 50);
    RawRequest request = put(BUCKET, "expects-more").describing(content).line("Expect: 200-ok");
    assertThat(request.exchange(content).status()).isEqualTo(200);
  }

  @Test
  void a_body_that_can_not_be_taken_is_not_asked_for() throws IOException {
    refusedUnread(put("no-such-bucket", "a").header("content-length", "100000"), 404);
    refusedUnread(put("no-such-bucket", "a").header("content-length", "0"), 404);
    refusedUnread(put(BUCKET, "a").signedWith("x").header("content-length", "100000"), 403);
    refusedUnread(put(SMALL, "a").header("content-length", String.valueOf(SMALL_BYTES + 1)), 507);
    refusedUnread(put(BUCKET, "a").header("content-length", String.valueOf(6L << 30)), 400);
    refusedUnread(put(BUCKET, "a/../b").header("content-length", "100000"), 400);
    refusedUnread(put(BUCKET, ".sluice/x").header("content-length", "100000"), 400);
  }

  @Test
  void what_is_larger_than_the_volume_is_refused_before_its_body() throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(
          put(SMALL, "large").header("content-length", String.valueOf(2 * SMALL_BYTES)).head());
      socket.answer(false).isError(507);
    }
    assertThat(put(SMALL, "fits").describing(new byte[1000]).exchange(new byte[1000]).status())
        .isEqualTo(200);
    assertThat(wire.bucketsRoot().resolve(SMALL).resolve("large")).doesNotExist();
  }

  @Test
  void answers_to_head_have_no_body() throws IOException {
    wire.put("headed", Content.bytes(4, 1234));
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(new RawRequest(wire.endpoint(), "HEAD", "/" + BUCKET + "/headed").head());
      RawAnswer found = socket.answer(true);
      assertThat(found.status()).isEqualTo(200);
      assertThat(found.header("content-length")).isEqualTo("1234");
      socket.send(new RawRequest(wire.endpoint(), "HEAD", "/" + BUCKET + "/missing").head());
      // Were there a body, this would read it for the next answer's head.
      assertThat(socket.answer(true).status()).isEqualTo(404);
      socket.send(new RawRequest(wire.endpoint(), "HEAD", "/" + BUCKET).head());
      assertThat(socket.answer(true).status()).isEqualTo(200);
    }
  }

  @Test
  void every_answer_has_its_own_request_id() throws IOException {
    RawAnswer one = list().exchange();
    RawAnswer two = new RawRequest(wire.endpoint(), "GET", "/" + BUCKET + "/none").exchange();
    assertThat(one.header("x-amz-request-id")).isNotEmpty();
    assertThat(two.isError(404, "NoSuchKey").header("x-amz-request-id"))
        .isNotEqualTo(one.header("x-amz-request-id"));
  }

  private void refusedUnread(RawRequest request, int status) throws IOException {
    try (RawSocket socket = new RawSocket(wire.endpoint())) {
      socket.send(request.line("Expect: 100-continue").head());
      RawAnswer answer = socket.answer(false).isError(status);
      // Nobody knows whether the body will follow, so the connection is of no more use.
      assertThat(answer.header("connection")).as(answer.toString()).isEqualTo("close");
      assertThat(socket.isClosedByServer()).isTrue();
    }
  }

  private static RawAnswer sendForever(RawSocket socket, byte[] chunk) throws IOException {
    for (int i = 0; i < 1600; i++) {
      try {
        socket.send(chunk);
      } catch (IOException refused) {
        break;
      }
    }
    return socket.answer(false);
  }

  private static boolean isTaking(RawSocket socket) {
    try {
      socket.send("a");
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  private RawAnswer deleteWith(String xml) throws IOException {
    byte[] body = Content.utf8(xml);
    return post("delete=")
        .describing(body)
        .header("content-md5", Content.base64("MD5", body))
        .exchange(body);
  }

  private RawRequest post(String query) {
    return new RawRequest(wire.endpoint(), "POST", "/" + BUCKET + "?" + query);
  }

  private RawRequest put(String bucket, String key) {
    return new RawRequest(wire.endpoint(), "PUT", "/" + bucket + "/" + key);
  }

  private RawRequest list() {
    return new RawRequest(wire.endpoint(), "GET", "/" + BUCKET);
  }
}
