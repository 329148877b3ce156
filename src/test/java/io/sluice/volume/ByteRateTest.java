package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ByteRateTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void bytes_are_paid_for_with_time() {
    ByteRate rate = new ByteRate(1000, nanos::get);
    assertThat(rate.take(500)).isZero();
    assertThat(rate.take(1)).isEqualTo(Duration.ofMillis(500));
    nanos.addAndGet(Duration.ofMillis(499).toNanos());
    assertThat(rate.take(1)).isEqualTo(Duration.ofMillis(1));
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(rate.take(1)).isZero();
  }

  @Test
  void a_long_rest_allows_no_burst() {
    ByteRate rate = new ByteRate(1000, nanos::get);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(rate.take(1000)).isZero();
    assertThat(rate.take(1000)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void no_piece_takes_more_than_a_second() {
    assertThat(new ByteRate(1000, nanos::get).pieceBytes(1 << 18)).isEqualTo(1000);
    assertThat(new ByteRate(Long.MAX_VALUE, nanos::get).pieceBytes(1 << 18)).isEqualTo(1 << 18);
  }

  @Test
  void without_a_bound_nobody_waits() {
    ByteRate rate = new ByteRate(Long.MAX_VALUE, nanos::get);
    for (int i = 0; i < 10; i++) {
      assertThat(rate.take(1L << 40)).isZero();
    }
  }
}
