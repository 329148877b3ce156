package io.sluice.http;

import java.time.Duration;

/**
 * When refusals leave an event loop. A client that is refused and asks again at once is refused
 * again, and a thousand of those keep a loop busy with nothing else. So each refusal is held back,
 * while its client waits: for a moment at least, and so long that no more than 2,000 a second leave
 * the loop, of a crowd 1,000. {@link HeldRefusals} has them meanwhile.
 *
 * <p>Confined to its event loop.
 */
final class RefusalPace {
  /** About what SDKs wait before their second try. */
  static final long LEAST_NANOS = 50_000_000;

  /** A refusal costs some 20 µs, so this bounds them to a few hundredths of a core. */
  static final long APART_NANOS = 500_000;

  /** Of a crowd, whose next tries would mostly be refused as well. */
  static final long APART_IN_CROWD_NANOS = 1_000_000;

  private static final long NANOS_IN_MILLI = 1_000_000;

  private final long leastNanos;
  private final long mostNanos;

  /** When the last of those held back leaves. */
  private long lastNanos;

  /**
   * @param most how long one is held back at most, however many are; zero: not at all
   */
  RefusalPace(Duration most, long nowNanos) {
    mostNanos = most.toNanos();
    leastNanos = Math.min(LEAST_NANOS, mostNanos);
    lastNanos = nowNanos;
  }

  /** How long to hold back a refusal that is ready now. */
  long delayMillis(long nowNanos, boolean isCrowd) {
    long apart = isCrowd ? APART_IN_CROWD_NANOS : APART_NANOS;
    long afterLast = lastNanos + apart - nowNanos;
    long delay = Math.min(Math.max(afterLast, leastNanos), mostNanos);
    lastNanos = nowNanos + delay;
    return Math.ceilDiv(delay, NANOS_IN_MILLI);
  }
}
