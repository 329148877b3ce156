package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not HTTP as we take it is answered like any refusal, and ends the connection. */
final class BadHttpTest {
  private final GatewayFixture fixture =
      GatewayFixture.quick((_, _) -> Future.succeededFuture(GatewayFixture.text("fine")));

  @AfterEach
  void close() {
    fixture.close();
  }

  static Stream<Arguments> badRequests() {
    String host = "Host: h\r\n";
    return Stream.of(
        Arguments.of("garbage", "\u0001\u0002nonsense\r\n\r\n", "INVALID_REQUEST"),
        Arguments.of("one word", "GET\r\n\r\n", "INVALID_REQUEST"),
        Arguments.of("version 2", "GET / HTTP/2.0\r\n" + host + "\r\n", "INVALID_REQUEST"),
        Arguments.of("space in target", "GET /a b HTTP/1.1\r\n" + host + "\r\n", "INVALID_REQUEST"),
        Arguments.of(
            "long target",
            "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + host + "\r\n",
            "INVALID_URI"),
        Arguments.of(
            "long header",
            "GET / HTTP/1.1\r\n" + host + "a: " + "b".repeat(9_000) + "\r\n\r\n",
            "REQUEST_HEADER_SECTION_TOO_LARGE"),
        Arguments.of(
            "many headers",
            "GET / HTTP/1.1\r\n" + host + "a: b\r\n".repeat(3_000) + "\r\n",
            "REQUEST_HEADER_SECTION_TOO_LARGE"),
        Arguments.of(
            "two lengths",
            "PUT / HTTP/1.1\r\n"
                + host
                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
            "INVALID_REQUEST"),
        Arguments.of(
            "unequal lengths",
            "PUT / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            "INVALID_REQUEST"),
        Arguments.of(
            "negative length",
            "PUT / HTTP/1.1\r\n" + host + "Content-Length: -3\r\n\r\nabc",
            "INVALID_REQUEST"),
        Arguments.of(
            "length of letters",
            "PUT / HTTP/1.1\r\n" + host + "Content-Length: many\r\n\r\nabc",
            "INVALID_REQUEST"),
        Arguments.of(
            "length over a long",
            "PUT / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\nabc",
            "INVALID_REQUEST"),
        Arguments.of(
            "brackets in a name",
            "GET / HTTP/1.1\r\n" + host + "a(b): c\r\n\r\n",
            "INVALID_REQUEST"),
        Arguments.of(
            "zero in a value",
            "GET / HTTP/1.1\r\n" + host + "a: b\u0000c\r\n\r\n",
            "INVALID_REQUEST"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void is_answered_with_an_error_document_and_closed(String name, String request, String code)
      throws Exception {
    try (var client = fixture.client()) {
      client.send(request);
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).as(name).isEqualTo(400);
      assertThat(answer.body()).contains("<Code>" + code + "</Code>");
      assertThat(answer.header("x-amz-request-id")).matches("[0-9A-F]{16}");
      assertThat(answer.body()).contains(answer.header("x-amz-request-id"));
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
    await().until(() -> fixture.log.size() == 1);
  }

  static Stream<Arguments> wrongTargets() {
    return Stream.of(
        Arguments.of("GET /a%zz HTTP/1.1\r\nHost: h\r\n\r\n", "INVALID_URI"),
        Arguments.of("GET /a% HTTP/1.1\r\nHost: h\r\n\r\n", "INVALID_URI"),
        Arguments.of("GET /a?b=%4 HTTP/1.1\r\nHost: h\r\n\r\n", "INVALID_URI"),
        Arguments.of("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "INVALID_URI"),
        Arguments.of("GET / HTTP/1.1\r\nHost: h\r\n: b\r\n\r\n", "INVALID_REQUEST"),
        Arguments.of("GET / HTTP/1.1\r\n\r\n", "INVALID_REQUEST"),
        Arguments.of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "INVALID_REQUEST"));
  }

  @ParameterizedTest
  @MethodSource("wrongTargets")
  void a_request_that_is_http_but_wrong_keeps_the_connection(String request, String code)
      throws Exception {
    try (var client = fixture.client()) {
      client.send(request);
      assertThat(client.read().body()).contains("<Code>" + code + "</Code>");
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("fine");
    }
  }

  @Test
  void an_encoding_that_is_not_chunked_is_refused_and_closed() throws Exception {
    try (var client = fixture.client()) {
      client.send(
          "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
      RawClient.Answer answer = client.read();
      assertThat(answer.body()).contains("NOT_IMPLEMENTED");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void no_request_begins_behind_an_answer_that_closes() throws Exception {
    List<String> begun = new CopyOnWriteArrayList<>();
    try (var other =
            new GatewayFixture((head, _) -> {
              begun.add(head.rawPath());
              return Future.succeededFuture(GatewayFixture.text("unread"));
            });
        var client = other.client()) {
      String refused = "PUT /one HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
      String next = "PUT /two HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
      client.send(refused + "5\r\nhello\r\n0\r\n\r\n" + next);
      assertThat(client.read().header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
    assertThat(begun).containsExactly("/one");
  }

  @Test
  void an_unknown_expectation_is_ignored() throws Exception {
    try (var client = fixture.client()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void a_head_that_is_never_finished_is_cut() throws Exception {
    try (var client = fixture.client()) {
      client.send("GET / HTTP/1.1\r\nHost:");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void an_idle_connection_is_closed() throws Exception {
    try (var client = fixture.client()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void an_absolute_target_is_read_as_its_path() throws Exception {
    try (var other =
            new GatewayFixture((head, _) ->
                Future.succeededFuture(
                    GatewayFixture.text(head.rawPath() + " " + head.rawQuery())));
        var client = other.client()) {
      client.send("GET http://h:80/a%2Fb?c=%20 HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("/a%2Fb c=%20");
      client.send("GET http://h?c HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("/ c");
    }
  }
}
