package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.internal.nio.ClassLoaderUtil;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {
  private static final Instant BEGAN = Instant.parse("2030-05-06T07:08:09Z");

  private final AtomicReference<Instant> wall = new AtomicReference<>(BEGAN);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);
  private final SteadyClock clock = new SteadyClock(wall::get, nanos::get);

  @Test
  void begins_with_the_wall_clock_and_does_not_follow_it() {
    wall.set(BEGAN.minusSeconds(3_600));
    assertThat(clock.currentTimeMillis()).isEqualTo(BEGAN.toEpochMilli());
    nanos.addAndGet(5_000_000); // Past the end of a long, as nanoTime may.
    assertThat(clock.currentTimeMillis()).isEqualTo(BEGAN.toEpochMilli() + 5);
  }

  @Test
  void hazelcast_can_make_one() throws Exception {
    Object made = ClassLoaderUtil.newInstance(null, SteadyClock.class.getName());
    assertThat(made).isInstanceOf(SteadyClock.class);
  }
}
