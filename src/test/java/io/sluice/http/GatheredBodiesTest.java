package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.operation.S3Response;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Bodies that are gathered in memory take room there, and give it back however they end. */
final class GatheredBodiesTest {
  private static final int ROOM = 1_000_000;
  private static final int LIMIT = 450_000;

  private static final GatewayFixture.Handler LENGTH =
      (_, body) -> body.collect(LIMIT).map(bytes -> GatewayFixture.text("" + bytes.length));

  private static GatewayFixture fixture(GatewayFixture.Handler handler) {
    HttpLimits limits = new HttpLimits(4_096, 4_096, 100, 100, ROOM, ROOM);
    return new GatewayFixture(HttpSettings.defaults("127.0.0.1", 0, 2).withLimits(limits), handler);
  }

  private static String put(long length) {
    return "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private static void awaitRoom(GatewayFixture fixture, long taken) {
    await().until(() -> fixture.gateway.gatheredBodyBytes() == taken);
  }

  @Test
  void long_bodies_share_half_of_the_room_and_further_ones_are_refused() throws Exception {
    try (var fixture = fixture(LENGTH);
        var second = fixture.client()) {
      try (var first = fixture.client()) {
        first.send(put(400_000));
        awaitRoom(fixture, 400_000);
        second.send(put(150_000));
        second.send(new byte[150_000]);
        RawClient.Answer answer = second.read();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("SLOW_DOWN");
        assertThat(fixture.gateway.gatheredBodyBytes()).isEqualTo(400_000);
      }
      awaitRoom(fixture, 0); // The first one left.
      second.send(put(150_000));
      second.send(new byte[150_000]);
      assertThat(second.read().body()).isEqualTo("150000");
      awaitRoom(fixture, 0);
    }
  }

  @Test
  void short_bodies_have_room_when_long_ones_have_none() throws Exception {
    try (var fixture = fixture(LENGTH);
        var first = fixture.client();
        var second = fixture.client()) {
      first.send(put(440_000));
      awaitRoom(fixture, 440_000);
      second.send(put(65_536));
      second.send(new byte[65_536]);
      assertThat(second.read().body()).isEqualTo("65536");
      first.send(new byte[440_000]);
      assertThat(first.read().body()).isEqualTo("440000");
      awaitRoom(fixture, 0);
    }
  }

  @Test
  void bodies_of_unknown_length_take_room_as_they_grow() throws Exception {
    try (var fixture = fixture(LENGTH);
        var first = fixture.client();
        var second = fixture.client()) {
      first.send(chunked(10_000));
      await().until(() -> fixture.gateway.gatheredBodyBytes() >= 10_000);
      first.send(chunk(10_000));
      await().until(() -> fixture.gateway.gatheredBodyBytes() >= 20_000);
      assertThat(fixture.gateway.gatheredBodyBytes()).isLessThanOrEqualTo(40_000);
      second.send(put(400_000));
      await().until(() -> fixture.gateway.gatheredBodyBytes() >= 420_000);
      first.sendWhileOpen(bytes(chunk(100_000)));
      assertThat(first.read().body()).contains("SLOW_DOWN");
      awaitRoom(fixture, 400_000);
    }
  }

  @Test
  void a_body_of_unknown_length_arrives_whole() throws Exception {
    try (var fixture =
            fixture((_, body) ->
                body.collect(LIMIT)
                    .map(bytes -> {
                      byte[] sent = new byte[50_000];
                      Arrays.fill(sent, (byte) 'x');
                      return GatewayFixture.text("" + Arrays.equals(bytes, sent));
                    }));
        var client = fixture.client()) {
      client.send(chunked(3) + chunk(20_000) + chunk(29_997) + "0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo("true");
      awaitRoom(fixture, 0);
    }
  }

  @Test
  void room_is_given_back_when_a_body_is_too_long_or_cut_short() throws Exception {
    try (var fixture = fixture(LENGTH)) {
      try (var client = fixture.client()) {
        client.send(chunked(400_000));
        client.sendWhileOpen(bytes(chunk(100_000)));
        assertThat(client.read().body()).contains("ENTITY_TOO_LARGE");
      }
      awaitRoom(fixture, 0);
      try (var client = fixture.client()) {
        client.send(put(400_000) + "some");
        awaitRoom(fixture, 400_000);
        client.socket.shutdownOutput();
        assertThat(client.read().body()).contains("INCOMPLETE_BODY");
      }
      awaitRoom(fixture, 0);
    }
  }

  @Test
  void room_is_kept_until_the_request_is_done_with_the_bytes() throws Exception {
    Promise<S3Response> answer = Promise.promise();
    Promise<byte[]> gathered = Promise.promise();
    try (var fixture =
            fixture((_, body) ->
                body.collect(LIMIT).onSuccess(gathered::complete).compose(_ -> answer.future()));
        var client = fixture.client()) {
      client.send(put(3) + "abc");
      assertThat(GatewayFixture.await(gathered.future())).containsExactly('a', 'b', 'c');
      assertThat(fixture.gateway.gatheredBodyBytes()).isEqualTo(3);
      answer.complete(GatewayFixture.text("ok"));
      assertThat(client.read().body()).isEqualTo("ok");
      awaitRoom(fixture, 0);
    }
  }

  @Test
  void room_is_given_back_when_the_answer_comes_before_the_body() throws Exception {
    try (var fixture =
            fixture((_, body) -> {
              Future<byte[]> _ = body.collect(LIMIT);
              return Future.succeededFuture(GatewayFixture.text("early"));
            });
        var client = fixture.client()) {
      client.send(put(200_000));
      assertThat(client.read().body()).isEqualTo("early");
      client.send(new byte[200_000]);
      awaitRoom(fixture, 0);
      client.send(put(0));
      assertThat(client.read().body()).isEqualTo("early");
    }
  }

  /** A body of unknown length, and its first piece. */
  private static String chunked(int length) {
    return "PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String chunk(int length) {
    return Integer.toHexString(length) + "\r\n" + "x".repeat(length) + "\r\n";
  }
}
