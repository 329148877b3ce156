package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Many clients, the limits on them, and the end. */
final class LoadTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

  @Test
  void two_hundred_idle_connections_do_not_disturb_and_stay_usable() throws Exception {
    try (var fixture =
        new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text("ok")))) {
      List<RawClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 200; i++) {
          clients.add(fixture.client());
        }
        for (int round = 0; round < 2; round++) {
          for (RawClient client : clients) {
            client.send(GET);
            assertThat(client.read().body()).isEqualTo("ok");
          }
        }
      } finally {
        for (RawClient client : clients) {
          client.close();
        }
      }
      await().until(() -> fixture.log.size() == 400);
      assertThat(fixture.gateway.requests()).isZero();
    }
  }

  @Test
  void requests_over_the_limit_are_told_to_slow_down() throws Exception {
    HttpSettings settings =
        HttpSettings.defaults("127.0.0.1", 0, 2)
            .withLimits(new HttpLimits(4_096, 4_096, 100, 2, 1_000_000, 1_000_000));
    Promise<S3Response> promise = Promise.promise();
    try (var fixture = new GatewayFixture(settings, (_, _) -> promise.future());
        var first = fixture.client();
        var second = fixture.client();
        var third = fixture.client()) {
      first.send(GET);
      second.send(GET);
      await().until(() -> fixture.gateway.requests() == 2);
      third.send(GET);
      RawClient.Answer refused = third.read();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("SLOW_DOWN");
      promise.complete(GatewayFixture.text("ok"));
      assertThat(first.read().body()).isEqualTo("ok");
      assertThat(second.read().body()).isEqualTo("ok");
      await().until(() -> fixture.gateway.requests() == 0);
      third.send(GET);
      assertThat(third.read().body()).isEqualTo("ok");
    }
  }

  @Test
  void connections_over_the_limit_are_closed() throws Exception {
    HttpSettings settings =
        HttpSettings.defaults("127.0.0.1", 0, 2)
            .withLimits(new HttpLimits(4_096, 4_096, 1, 10, 1_000_000, 1_000_000));
    try (var fixture =
            new GatewayFixture(
                settings, (_, _) -> Future.succeededFuture(GatewayFixture.text("ok")));
        var first = fixture.client()) {
      first.send(GET);
      assertThat(first.read().status()).isEqualTo(200);
      try (var second = fixture.client()) {
        assertThat(second.isAtEnd()).isTrue();
      }
      first.send(GET);
      assertThat(first.read().status()).isEqualTo(200);
    }
  }

  @Test
  void stopping_lets_a_running_request_finish_and_takes_no_more() throws Exception {
    Promise<S3Response> promise = Promise.promise();
    try (var fixture = new GatewayFixture((_, _) -> promise.future());
        var running = fixture.client();
        var idle = fixture.client()) {
      running.send(GET);
      await().until(() -> fixture.gateway.requests() == 1);
      Future<Void> closing = fixture.gateway.close();
      assertThat(idle.isAtEnd()).isTrue();
      await()
          .untilAsserted(
              () -> assertThatThrownBy(fixture::client).isInstanceOf(ConnectException.class));
      assertThat(closing.isComplete()).isFalse();
      promise.complete(GatewayFixture.text("done"));
      RawClient.Answer answer = running.read();
      assertThat(answer.body()).isEqualTo("done");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(running.isAtEnd()).isTrue();
      GatewayFixture.await(closing);
    }
  }

  @Test
  void stopping_cuts_what_does_not_finish_within_the_drain_deadline() throws Exception {
    HttpTimeouts quick = new HttpTimeouts(5_000, 5_000, 5_000, 200, 1_000, 1_000);
    Promise<S3Response> never = Promise.promise();
    try (var fixture =
            new GatewayFixture(
                HttpSettings.defaults("127.0.0.1", 0, 2).withTimeouts(quick),
                (_, _) -> never.future());
        var running = fixture.client()) {
      running.send(GET);
      await().until(() -> fixture.gateway.requests() == 1);
      GatewayFixture.await(fixture.gateway.close());
      assertThat(running.isAtEnd()).isTrue();
      assertThat(fixture.log).hasSize(1);
      assertThat(fixture.log.getFirst().status()).isZero();
      assertThat(fixture.log.getFirst().errorCode()).isEqualTo("DrainTimeout");
    }
  }

  @Test
  void an_answer_that_is_cut_by_stopping_is_no_success_and_told() throws Exception {
    HttpTimeouts quick = new HttpTimeouts(5_000, 5_000, 5_000, 200, 1_000, 1_000);
    S3Response long64 =
        new S3Response(200, List.of(), new ResponseBody.Bytes(Buffer.buffer(new byte[64 << 20])));
    Logger logger = (Logger) LoggerFactory.getLogger(HttpGateway.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    logger.addAppender(told);
    try (var fixture =
            new GatewayFixture(
                HttpSettings.defaults("127.0.0.1", 0, 2).withTimeouts(quick),
                (_, _) -> Future.succeededFuture(long64));
        var idle = fixture.client();
        var running = fixture.client()) {
      running.send(GET);
      assertThat(running.readHead().status()).isEqualTo(200);
      GatewayFixture.await(fixture.gateway.close());
      assertThat(idle.isAtEnd()).isTrue();
      assertThat(fixture.log).hasSize(1);
      assertThat(fixture.log.getFirst().status()).isEqualTo(200);
      assertThat(fixture.log.getFirst().errorCode()).isEqualTo("DrainTimeout");
      assertThat(told.list).hasSize(1);
      assertThat(told.list.getFirst().getLevel()).isEqualTo(Level.WARN);
      assertThat(told.list.getFirst().getKeyValuePairs().toString()).contains("requests=\"1\"");
    } finally {
      logger.detachAppender(told);
    }
  }

  @Test
  void two_gateways_in_one_process_have_ports_of_their_own() {
    try (var first =
            new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text("1")));
        var second =
            new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text("2")))) {
      assertThat(first.gateway.port()).isPositive().isNotEqualTo(second.gateway.port());
    }
  }

  @Test
  void a_port_that_is_taken_fails_the_start() {
    try (var first =
        new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text("1")))) {
      HttpSettings taken = HttpSettings.defaults("127.0.0.1", first.gateway.port(), 2);
      assertThatThrownBy(() ->
              new GatewayFixture(taken, (_, _) -> Future.succeededFuture(GatewayFixture.text("2")))
                  .close())
          .hasRootCauseMessage("bind(..) failed with error(-98): Address already in use");
    }
  }

  @Test
  void a_given_port_is_shared_by_all_instances() throws Exception {
    int port;
    try (var first =
        new GatewayFixture((_, _) -> Future.succeededFuture(GatewayFixture.text("1")))) {
      port = first.gateway.port();
    }
    try (var fixture =
            new GatewayFixture(
                HttpSettings.defaults("127.0.0.1", port, 2),
                (_, _) ->
                    Future.succeededFuture(GatewayFixture.text(Thread.currentThread().getName())));
        var one = fixture.client();
        var two = fixture.client()) {
      one.send(GET);
      two.send(GET);
      assertThat(fixture.gateway.port()).isEqualTo(port);
      assertThat(one.read().body()).isNotEqualTo(two.read().body());
    }
  }
}
