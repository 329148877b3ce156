package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.operation.RequestBody;
import io.sluice.operation.S3Response;
import io.sluice.s3.RequestHead;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers of SLOW_DOWN, which are held back, and what they hold meanwhile. */
final class RefusalTest {
  private static final String REFUSED = "GET /no HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String SERVED = "GET /yes HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final int CLIENTS = 100;
  private static final int BODY_BYTES = 300_000;

  private final AtomicInteger refused = new AtomicInteger();
  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (RawClient client : clients) {
      client.close();
    }
  }

  private Future<S3Response> answer(RequestHead head, RequestBody body) {
    if (head.rawPath().equals("/yes")) {
      return Future.succeededFuture(GatewayFixture.text("ok"));
    }
    refused.incrementAndGet();
    return Future.failedFuture(Refusal.exception(Reason.SLOW_DOWN, "no"));
  }

  private GatewayFixture gateway(Duration longest) {
    return new GatewayFixture(
        HttpSettings.defaults("127.0.0.1", 0, 1)
            .withCrowding(new HttpCrowding(Duration.ofMillis(5), longest)),
        this::answer);
  }

  private void refuseAll(GatewayFixture fixture) throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      RawClient client = fixture.client();
      clients.add(client);
      client.send(REFUSED);
    }
    await().until(() -> refused.get() == CLIENTS);
  }

  @Test
  void all_are_told_in_the_end_and_may_ask_again() throws Exception {
    try (var fixture = gateway(Duration.ofSeconds(1))) {
      refuseAll(fixture);
      assertThat(fixture.gateway.requests()).as("those held back take no place").isZero();
      for (RawClient client : clients) {
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("SLOW_DOWN");
        client.send(SERVED);
        assertThat(client.read().body()).isEqualTo("ok");
      }
      await().until(() -> fixture.log.size() == 2 * CLIENTS);
    }
  }

  @Test
  void others_are_served_meanwhile() throws Exception {
    try (var fixture = gateway(Duration.ofSeconds(1));
        var other = fixture.client()) {
      refuseAll(fixture);
      for (int i = 0; i < 50; i++) {
        other.send(SERVED);
        assertThat(other.read().body()).isEqualTo("ok");
      }
    }
  }

  @Test
  void clients_that_leave_first_leave_nothing_behind() throws Exception {
    try (var fixture = gateway(Duration.ofSeconds(1))) {
      refuseAll(fixture);
      for (RawClient client : clients) {
        client.close();
      }
      await().until(() -> fixture.log.size() == CLIENTS);
      assertThat(fixture.gateway.requests()).isZero();
    }
  }

  @Test
  void a_body_that_was_not_read_ends_the_connection_after_the_answer() throws Exception {
    try (var fixture = gateway(Duration.ofSeconds(1));
        var client = fixture.client()) {
      client.send("PUT /no HTTP/1.1\r\nHost: h\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n");
      client.send("x".repeat(BODY_BYTES));
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void a_short_body_that_was_not_read_does_not() throws Exception {
    try (var fixture = gateway(Duration.ofSeconds(1));
        var client = fixture.client()) {
      client.send("PUT /no HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde");
      assertThat(client.read().status()).isEqualTo(503);
      client.send(SERVED);
      assertThat(client.read().body()).isEqualTo("ok");
    }
  }

  @Test
  void where_nothing_is_held_back_all_are_told_too() throws Exception {
    try (var fixture = gateway(Duration.ZERO)) {
      refuseAll(fixture);
      for (RawClient client : clients) {
        assertThat(client.read().status()).isEqualTo(503);
      }
    }
  }

  @Test
  void a_gateway_that_closes_tells_them_first() throws Exception {
    try (var fixture = gateway(Duration.ofSeconds(1))) {
      refuseAll(fixture);
      Future<Void> closing = fixture.gateway.close();
      for (RawClient client : clients) {
        assertThat(client.read().status()).isEqualTo(503);
      }
      GatewayFixture.await(closing);
    }
  }
}
