package io.sluice.cluster;

import com.hazelcast.internal.util.Clock;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What Hazelcast takes for the time: a clock that nobody sets. By the wall clock a member that is
 * set forward by some seconds takes all that others say for too old to count, and leaves them.
 * Hazelcast makes it by its name, when its own class {@code Clock} is loaded.
 */
final class SteadyClock extends Clock.ClockImpl {
  private static final String PROPERTY = "com.hazelcast.clock.impl";
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LongSupplier nanoTime;
  private final long beganMillis;
  private final long beganNanos;

  SteadyClock() {
    this(InstantSource.system(), System::nanoTime);
  }

  SteadyClock(InstantSource wall, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.beganMillis = wall.millis();
    this.beganNanos = nanoTime.getAsLong();
  }

  /** From now on Hazelcast goes by it, unless it was used in this process before. */
  static void install() {
    System.setProperty(PROPERTY, SteadyClock.class.getName());
  }

  @Override
  protected long currentTimeMillis() {
    return beganMillis + (nanoTime.getAsLong() - beganNanos) / NANOS_PER_MILLI;
  }
}
