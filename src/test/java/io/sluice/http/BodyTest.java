package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.operation.BodySink;
import io.sluice.operation.RequestBody;
import io.sluice.operation.S3Response;
import io.sluice.s3.RequestHead;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Request bodies: whole, chunked, expected, late, short, unread and refused. */
final class BodyTest {
  private static final int MIB = 1_024 * 1_024;

  @Test
  void bodies_of_many_sizes_are_hashed_right_with_and_without_a_length() throws Exception {
    try (var fixture = new GatewayFixture(BodyTest::hash);
        var client = HttpClient.newHttpClient()) {
      for (int size : new int[] {0, 1, 2, 4096, 65535, 65536, 65537, 262143, 262145, 3 * MIB + 1}) {
        byte[] bytes = random(size);
        assertThat(put(client, fixture, HttpRequest.BodyPublishers.ofByteArray(bytes)))
            .isEqualTo(md5(bytes));
        assertThat(put(client, fixture, chunked(bytes))).isEqualTo(md5(bytes));
      }
    }
  }

  @Test
  void sixty_four_mebibytes_pass_with_little_waiting_in_memory() throws Exception {
    byte[] bytes = random(64 * MIB);
    AtomicLong most = new AtomicLong();
    AtomicReference<GatewayFixture> running = new AtomicReference<>();
    GatewayFixture.Handler handler =
        (_, body) -> {
          Hasher hasher = new Hasher();
          return body.drainTo(
                  batch -> {
                    hasher.accept(batch);
                    most.accumulateAndGet(running.get().gateway.queuedBodyBytes(), Math::max);
                  })
              .map(_ -> GatewayFixture.text(hasher.hex()));
        };
    try (var fixture = new GatewayFixture(handler);
        var client = HttpClient.newHttpClient()) {
      running.set(fixture);
      assertThat(put(client, fixture, HttpRequest.BodyPublishers.ofByteArray(bytes)))
          .isEqualTo(md5(bytes));
      assertThat(most.get()).isLessThan(4L * MIB);
      assertThat(fixture.gateway.queuedBodyBytes()).isZero();
    }
  }

  @Test
  void batches_come_one_at_a_time_and_not_too_large() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();
    AtomicLong largest = new AtomicLong();
    BodySink sink =
        batch -> {
          overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
          largest.accumulateAndGet(
              batch.stream().mapToLong(ByteBuffer::remaining).sum(), Math::max);
          inside.decrementAndGet();
        };
    try (var fixture =
            new GatewayFixture(
                (_, body) -> body.drainTo(sink).map(_ -> GatewayFixture.text("ok")));
        var client = HttpClient.newHttpClient()) {
      put(client, fixture, HttpRequest.BodyPublishers.ofByteArray(random(16 * MIB)));
      assertThat(overlapped).isFalse();
      assertThat(largest.get()).isBetween(1L, 256L * 1_024 + GatewayVerticle.MAX_CHUNK_BYTES);
    }
  }

  @Test
  void a_body_is_asked_for_only_when_it_is_read() throws Exception {
    Promise<Void> permission = Promise.promise();
    try (var fixture =
            new GatewayFixture((head, body) -> permission.future().compose(_ -> hash(head, body)));
        var client = fixture.client()) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      await().until(() -> fixture.gateway.requests() == 1);
      assertThat(client.socket.getInputStream().available()).isZero();
      permission.complete();
      assertThat(client.read().status()).isEqualTo(100);
      client.send("abc");
      assertThat(client.read().body()).isEqualTo(md5(new byte[] {'a', 'b', 'c'}));
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.read().body()).isEqualTo(md5(new byte[0]));
    }
  }

  @Test
  void an_expected_body_that_is_not_wanted_is_refused_without_asking() throws Exception {
    try (var fixture = new GatewayFixture((_, _) -> refused());
        var client = fixture.client()) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(507);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void a_small_unread_body_is_thrown_away_and_the_connection_kept() throws Exception {
    try (var fixture = new GatewayFixture((_, _) -> refused());
        var client = fixture.client()) {
      for (int i = 0; i < 3; i++) {
        client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n");
        client.send(new byte[200_000]);
        assertThat(client.read().status()).isEqualTo(507);
      }
    }
  }

  @Test
  void a_large_unread_body_is_refused_and_the_client_can_read_why() throws Exception {
    try (var fixture = new GatewayFixture((_, _) -> refused());
        var client = fixture.client()) {
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 8388608\r\n\r\n");
      client.send(new byte[8 * MIB]);
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(507);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void a_sink_that_fails_half_way_gives_its_answer() throws Exception {
    AtomicLong seen = new AtomicLong();
    BodySink sink =
        batch -> {
          if (seen.addAndGet(batch.stream().mapToLong(ByteBuffer::remaining).sum()) > 5L * MIB) {
            throw Refusal.exception(Reason.INSUFFICIENT_STORAGE, "full");
          }
        };
    try (var fixture =
            new GatewayFixture(
                (_, body) -> body.drainTo(sink).map(_ -> GatewayFixture.text("ok")));
        var client = fixture.client()) {
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 16777216\r\n\r\n");
      client.sendWhileOpen(new byte[16 * MIB]);
      assertThat(client.read().body()).contains("INSUFFICIENT_STORAGE");
      assertThat(fixture.gateway.queuedBodyBytes()).isZero();
    }
  }

  @Test
  void a_client_that_goes_half_way_leaves_the_sink_idle() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicBoolean inSink = new AtomicBoolean();
    AtomicBoolean idleAtEnd = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    BodySink sink =
        _ -> {
          inSink.set(true);
          entered.countDown();
          leave.await();
          inSink.set(false);
        };
    try (var fixture =
        new GatewayFixture((_, body) ->
            body.drainTo(sink)
                .onFailure(e -> {
                  idleAtEnd.set(!inSink.get());
                  failure.set(e);
                })
                .map(_ -> GatewayFixture.text("ok")))) {
      try (var client = fixture.client()) {
        client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
        client.send(new byte[500_000]);
        entered.await();
        client.socket.setSoLinger(true, 0);
      }
      await().until(() -> !fixture.log.isEmpty());
      assertThat(failure.get()).isNull();
      leave.countDown();
      await().until(() -> failure.get() != null);
      assertThat(idleAtEnd).isTrue();
      assertThat(((RefusedException) failure.get()).refusal().reason())
          .isEqualTo(Reason.CLIENT_GONE);
      assertThat(fixture.log.getFirst().status()).isZero();
      await().until(() -> fixture.gateway.requests() == 0);
      assertThat(fixture.gateway.queuedBodyBytes()).isZero();
    }
  }

  @Test
  void a_client_that_closes_its_side_too_early_is_told_so() throws Exception {
    try (var fixture = new GatewayFixture(BodyTest::hash);
        var client = fixture.client()) {
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
      client.send(new byte[999_999]);
      client.socket.shutdownOutput();
      assertThat(client.read().body()).contains("INCOMPLETE_BODY");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void a_broken_chunk_is_told_to_the_client() throws Exception {
    try (var fixture = new GatewayFixture(BodyTest::hash);
        var client = fixture.client()) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n");
      assertThat(client.read().body()).contains("INCOMPLETE_BODY");
    }
  }

  @Test
  void a_stalled_client_is_timed_out() throws Exception {
    try (var fixture = GatewayFixture.quick(BodyTest::hash);
        var client = fixture.client()) {
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
      RawClient.Answer answer = client.read();
      assertThat(answer.body()).contains("REQUEST_TIMEOUT");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void a_slow_client_that_moves_on_is_not_cut() throws Exception {
    try (var fixture =
            new GatewayFixture(
                HttpSettings.defaults("127.0.0.1", 0, 1)
                    .withTimeouts(new HttpTimeouts(5_000, 1_000, 400, 5_000, 100, 50)),
                BodyTest::hash);
        var client = fixture.client()) {
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\n");
      // Twelve pauses of a tenth of the deadline: together more than it.
      for (int i = 0; i < 12; i++) {
        client.send("x");
        Pacing.pause(100);
      }
      assertThat(client.read().body())
          .isEqualTo(md5("xxxxxxxxxxxx".getBytes(StandardCharsets.US_ASCII)));
    }
  }

  @Test
  void a_slow_sink_does_not_time_its_client_out() throws Exception {
    BodySink sink = _ -> Pacing.pause(1_000);
    try (var fixture =
            GatewayFixture.quick(
                (_, body) -> body.drainTo(sink).map(_ -> GatewayFixture.text("ok")));
        var client = fixture.client()) {
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc");
      client.send("def");
      assertThat(client.read().body()).isEqualTo("ok");
    }
  }

  @Test
  void a_body_over_the_limit_is_refused_before_and_while_reading() throws Exception {
    try (var fixture =
            new GatewayFixture(
                (_, body) -> body.collect(1_000).map(b -> GatewayFixture.text("" + b.length)));
        var client = HttpClient.newHttpClient()) {
      assertThat(put(client, fixture, HttpRequest.BodyPublishers.ofByteArray(new byte[1_000])))
          .isEqualTo("1000");
      assertThat(put(client, fixture, chunked(new byte[1_000]))).isEqualTo("1000");
      assertThat(put(client, fixture, HttpRequest.BodyPublishers.ofByteArray(new byte[1_001])))
          .contains("ENTITY_TOO_LARGE");
      assertThat(put(client, fixture, chunked(new byte[1_001]))).contains("ENTITY_TOO_LARGE");
    }
  }

  @Test
  void a_body_collected_over_the_limit_is_not_asked_for() throws Exception {
    try (var fixture =
            new GatewayFixture(
                (_, body) -> body.collect(1_000).map(b -> GatewayFixture.text("" + b.length)));
        var client = fixture.client()) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.read().body()).contains("ENTITY_TOO_LARGE");
    }
  }

  @Test
  void a_body_still_read_when_the_answer_goes_out_is_broken_off() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (var fixture =
            new GatewayFixture((_, body) -> {
              body.drainTo(_ -> {}).onFailure(failure::set);
              return refused();
            });
        var client = fixture.client()) {
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(507);
      await().until(() -> failure.get() != null);
      client.send(new byte[100_000]);
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(507);
    }
  }

  @Test
  void a_body_is_read_once() throws Exception {
    try (var fixture =
            new GatewayFixture((_, body) ->
                body.collect(10)
                    .compose(_ -> body.collect(10))
                    .map(_ -> GatewayFixture.text("twice")));
        var client = fixture.client()) {
      client.send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(client.read().status()).isEqualTo(500);
    }
  }

  private static Future<S3Response> hash(RequestHead head, RequestBody body) {
    Hasher hasher = new Hasher();
    return body.drainTo(hasher).map(_ -> GatewayFixture.text(hasher.hex()));
  }

  private static Future<S3Response> refused() {
    return Future.failedFuture(Refusal.exception(Reason.INSUFFICIENT_STORAGE, "full"));
  }

  private static String put(
      HttpClient client, GatewayFixture fixture, HttpRequest.BodyPublisher publisher)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(fixture.uri("/a/b")))
            .version(HttpClient.Version.HTTP_1_1)
            .PUT(publisher)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static HttpRequest.BodyPublisher chunked(byte[] bytes) {
    return HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static String md5(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  /** Hashes what it is given. */
  private static final class Hasher implements BodySink {
    private final MessageDigest digest;

    Hasher() {
      try {
        digest = MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void accept(List<ByteBuffer> batch) {
      batch.forEach(digest::update);
    }

    String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
