package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every answer carries, and the kinds of body that need no file. */
final class AnswerTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String HEAD = "HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n";

  @Test
  void every_answer_has_the_common_headers_and_ids_of_its_own() throws Exception {
    try (var fixture =
            new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text("hello")));
        var client = fixture.client()) {
      client.send(GET);
      RawClient.Answer first = client.read();
      client.send(GET);
      RawClient.Answer second = client.read();
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.body()).isEqualTo("hello");
      assertThat(first.header("content-length")).isEqualTo("5");
      assertThat(first.header("server")).isEqualTo("Sluice");
      assertThat(first.header("date"))
          .matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
      assertThat(first.header("x-amz-request-id")).matches("[0-9A-F]{16}");
      assertThat(second.header("x-amz-request-id")).isNotEqualTo(first.header("x-amz-request-id"));
      assertThat(second.header("x-amz-id-2")).isNotEqualTo(first.header("x-amz-id-2"));
    }
  }

  @Test
  void head_sends_the_length_of_the_body_but_no_body() throws Exception {
    try (var fixture =
            new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text("hello")));
        var client = fixture.client()) {
      client.send(HEAD);
      assertThat(client.read(true).header("content-length")).isEqualTo("5");
      client.send(GET);
      assertThat(client.read().body()).isEqualTo("hello");
    }
  }

  @Test
  void a_given_length_stays_when_head_has_no_body() throws Exception {
    S3Response answer =
        new S3Response(
            200, List.of(Map.entry("Content-Length", "1234567890123")), new ResponseBody.Empty());
    try (var fixture = new GatewayFixture((_, _) -> Future.succeededFuture(answer));
        var client = fixture.client()) {
      client.send(HEAD);
      assertThat(client.read(true).header("content-length")).isEqualTo("1234567890123");
      client.send(HEAD);
      assertThat(client.read(true).status()).isEqualTo(200);
    }
  }

  @Test
  void no_content_and_not_modified_have_neither_body_nor_length() throws Exception {
    try (var fixture =
            new GatewayFixture((head, _) ->
                Future.succeededFuture(
                    new S3Response(
                        Integer.parseInt(head.rawPath().substring(1)),
                        List.of(Map.entry("ETag", "\"x\"")),
                        new ResponseBody.Empty())));
        var client = fixture.client()) {
      for (int status : new int[] {204, 304, 204}) {
        client.send("GET /" + status + " HTTP/1.1\r\nHost: h\r\n\r\n");
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("etag")).isEqualTo("\"x\"");
        assertThat(answer.headers()).doesNotContainKeys("content-length", "transfer-encoding");
      }
    }
  }

  @Test
  void three_pipelined_requests_are_answered_in_order() throws Exception {
    try (var fixture =
            new GatewayFixture((head, body) ->
                body.collect(100)
                    .map(bytes -> GatewayFixture.text(head.rawPath() + bytes.length)));
        var client = fixture.client()) {
      client.send(
          "PUT /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
              + "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n"
              + "PUT /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("/13");
      assertThat(client.read().body()).isEqualTo("/20");
      assertThat(client.read().body()).isEqualTo("/35");
      await().until(() -> fixture.log.size() == 3);
    }
  }

  @Test
  void a_body_of_many_writes_arrives_whole() throws Exception {
    String large = "0123456789abcdef".repeat(256 * 1024);
    try (var fixture =
            new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text(large)));
        var client = fixture.client()) {
      client.send(GET);
      assertThat(client.read().body()).isEqualTo(large);
      await().until(() -> fixture.log.size() == 1);
      assertThat(fixture.log.getFirst().bytesOut()).isEqualTo(large.length());
    }
  }

  @Test
  void a_refusal_becomes_its_document_and_a_surprise_an_internal_error() throws Exception {
    try (var fixture =
            new GatewayFixture((head, _) -> {
              if (head.rawPath().equals("/thrown")) {
                throw new IllegalArgumentException("thrown for the test");
              }
              return Future.failedFuture(
                  head.rawPath().equals("/refused")
                      ? Refusal.exception(Reason.NO_SUCH_KEY, "none")
                      : new IllegalStateException("failed for the test"));
            });
        var client = fixture.client()) {
      client.send("GET /refused HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.read().body()).contains("<Code>NO_SUCH_KEY</Code>");
      for (String path : List.of("/thrown", "/failed")) {
        client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains(answer.header("x-amz-request-id")).contains("INTERNAL");
      }
    }
  }

  @Test
  void a_header_that_would_split_the_answer_is_an_internal_error() throws Exception {
    S3Response answer =
        new S3Response(
            200,
            List.of(Map.entry("x-amz-meta-a", "b\r\nSet-Cookie: c")),
            new ResponseBody.Empty());
    try (var fixture = new GatewayFixture((_, _) -> Future.succeededFuture(answer));
        var client = fixture.client()) {
      client.send(GET);
      RawClient.Answer read = client.read();
      assertThat(read.status()).isEqualTo(500);
      assertThat(read.headers()).doesNotContainKeys("set-cookie", "x-amz-meta-a");
    }
  }

  @Test
  void http_1_0_is_answered_and_closed() throws Exception {
    try (var fixture =
            new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text("old")));
        var client = fixture.client()) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("old");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void a_client_that_asks_to_close_gets_its_answer_and_the_end() throws Exception {
    try (var fixture =
            new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text("bye")));
        var client = fixture.client()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      RawClient.Answer answer = client.read();
      assertThat(answer.body()).isEqualTo("bye");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void a_client_that_closed_its_side_still_gets_its_answer() throws Exception {
    Promise<S3Response> promise = Promise.promise();
    try (var fixture = new GatewayFixture((_, _) -> promise.future());
        var client = fixture.client()) {
      client.send(GET);
      client.socket.shutdownOutput();
      await().until(() -> fixture.gateway.requests() == 1);
      promise.complete(GatewayFixture.text("late"));
      assertThat(client.read().body()).isEqualTo("late");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void a_slow_answer_that_comes_soon_keeps_its_status() throws Exception {
    try (var fixture =
            new GatewayFixture((head, _) ->
                Future.succeededFuture(
                    slow(
                        201,
                        head.rawPath().equals("/ok")
                            ? Future.succeededFuture(Buffer.buffer("<a/>"))
                            : Future.failedFuture(
                                Refusal.exception(Reason.INVALID_PART, "bad")))));
        var client = fixture.client()) {
      client.send("POST /ok HTTP/1.1\r\nHost: h\r\n\r\n");
      RawClient.Answer good = client.read();
      assertThat(good.status()).isEqualTo(201);
      assertThat(good.body()).isEqualTo("<a/>");
      client.send("POST /bad HTTP/1.1\r\nHost: h\r\n\r\n");
      RawClient.Answer bad = client.read();
      assertThat(bad.status()).isEqualTo(400);
      assertThat(bad.body()).contains("INVALID_PART");
    }
  }

  @Test
  void a_slow_answer_sends_white_space_then_its_document() throws Exception {
    Promise<Buffer> document = Promise.promise();
    String declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    try (var fixture =
            GatewayFixture.quick((_, _) -> Future.succeededFuture(slow(200, document.future())));
        var client = fixture.client()) {
      client.send(GET);
      assertThat(client.readHead().status()).isEqualTo(200);
      assertThat(client.readLine()).isEqualTo("27");
      assertThat(client.readLine()).isEqualTo(declaration);
      client.readBytes(2 + "1\r\n \r\n1\r\n \r\n".length());
      document.complete(Buffer.buffer(declaration + "\n<done/>"));
      String chunk;
      do {
        chunk = client.readLine();
      } while (!chunk.contains("<done/>"));
      assertThat(chunk).isEqualTo("<done/>");
    }
  }

  @Test
  void a_slow_answer_that_fails_late_ends_with_an_error_document() throws Exception {
    Promise<Buffer> document = Promise.promise();
    try (var fixture =
            GatewayFixture.quick((_, _) -> Future.succeededFuture(slow(200, document.future())));
        var client = fixture.client()) {
      client.send(GET);
      RawClient.Answer head = client.readHead();
      assertThat(head.status()).isEqualTo(200);
      document.fail(Refusal.exception(Reason.INVALID_PART, "bad"));
      String line;
      do {
        line = client.readLine();
      } while (!line.contains("Error"));
      assertThat(line).contains("INVALID_PART").contains(head.header("x-amz-request-id"));
    }
  }

  @Test
  void a_client_that_leaves_a_slow_answer_ends_it() throws Exception {
    Promise<Buffer> document = Promise.promise();
    try (var fixture =
        GatewayFixture.quick((_, _) -> Future.succeededFuture(slow(200, document.future())))) {
      try (var client = fixture.client()) {
        client.send(GET);
        assertThat(client.readHead().status()).isEqualTo(200);
      }
      await().until(() -> fixture.log.size() == 1);
      assertThat(fixture.gateway.requests()).isZero();
      document.complete(Buffer.buffer("<late/>"));
    }
  }

  private static S3Response slow(int status, Future<Buffer> document) {
    return new S3Response(
        status,
        List.of(Map.entry("Content-Type", "application/xml")),
        new ResponseBody.Slow(document));
  }
}
