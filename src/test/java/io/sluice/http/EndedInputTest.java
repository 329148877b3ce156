package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that end their sending side right behind the body, or within it. */
final class EndedInputTest {
  private static final int MIB = 1_024 * 1_024;

  /** Slower than its client, so that bytes wait and the socket is held back. */
  private static final GatewayFixture.Handler SLOW_SINK =
      (_, body) -> {
        AtomicLong taken = new AtomicLong();
        Future<Void> drained =
            body.drainTo(batch -> {
              Pacing.pause(1);
              taken.addAndGet(batch.stream().mapToLong(ByteBuffer::remaining).sum());
            });
        return drained.map(_ -> GatewayFixture.text("" + taken));
      };

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_long_body_is_answered(boolean nativeTransport) throws Exception {
    try (var fixture = fixture(nativeTransport)) {
      for (int length : new int[] {1, 60_000, MIB, 5 * MIB, 20 * MIB}) {
        try (var client = fixture.client()) {
          client.send(put(length));
          client.send(new byte[length]);
          client.socket.shutdownOutput();
          assertThat(client.read().body()).isEqualTo("" + length);
          assertThat(client.isAtEnd()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_long_body_that_is_cut_is_refused(boolean nativeTransport) throws Exception {
    try (var fixture = fixture(nativeTransport)) {
      for (int length : new int[] {2, 60_000, MIB, 5 * MIB, 20 * MIB}) {
        try (var client = fixture.client()) {
          client.send(put(length));
          client.send(new byte[length - 1]);
          client.socket.shutdownOutput();
          assertThat(client.read().body()).contains("INCOMPLETE_BODY");
          assertThat(client.isAtEnd()).isTrue();
        }
      }
    }
  }

  private static GatewayFixture fixture(boolean nativeTransport) {
    return new GatewayFixture(HttpSettings.defaults("127.0.0.1", 0, 2), nativeTransport, SLOW_SINK);
  }

  private static String put(int length) {
    return "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n";
  }
}
