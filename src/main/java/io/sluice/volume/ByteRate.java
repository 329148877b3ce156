package io.sluice.volume;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bounds the bytes read in a second, by all that share it. Whoever reads pays first; after that
 * nobody may read until the time has passed that those bytes are worth. Nothing is saved up: a long
 * rest allows no burst.
 */
public final class ByteRate {
  private static final double NANOS = 1e9;

  private final long bytesPerSecond;
  private final LongSupplier nanoTime;
  private long freeAtNanos;

  /**
   * @param bytesPerSecond {@link Long#MAX_VALUE} for no bound
   */
  public ByteRate(long bytesPerSecond, LongSupplier nanoTime) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.freeAtNanos = nanoTime.getAsLong();
  }

  /** What may be asked for at once, so that none waits longer than a second for one piece. */
  int pieceBytes(int wantedBytes) {
    return (int) Math.min(wantedBytes, bytesPerSecond);
  }

  /**
   * Pays for some bytes, if it is time.
   *
   * @return zero when they may be read now; else how long to wait before asking again
   */
  synchronized Duration take(long bytes) {
    long now = nanoTime.getAsLong();
    if (freeAtNanos - now > 0) {
      return Duration.ofNanos(freeAtNanos - now);
    }
    if (bytesPerSecond != Long.MAX_VALUE) {
      freeAtNanos = now + (long) (bytes * NANOS / bytesPerSecond);
    } else {
      freeAtNanos = now;
    }
    return Duration.ZERO;
  }
}
