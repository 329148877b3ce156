package io.sluice.wire;

/** The longest time for which nobody who wrote to one volume got an answer. */
final class Gap {
  private final String volume;
  private final long beganNanos;
  private long longestFromNanos;
  private long lastNanos;
  private long longestNanos;
  private int answers;

  /** Begins now. */
  Gap(String volume, long nowNanos) {
    this.volume = volume;
    this.beganNanos = nowNanos;
    this.longestFromNanos = nowNanos;
    this.lastNanos = nowNanos;
  }

  synchronized void answered(String of, long nowNanos) {
    if (volume.equals(of)) {
      if (nowNanos - lastNanos > longestNanos) {
        longestNanos = nowNanos - lastNanos;
        longestFromNanos = lastNanos;
      }
      lastNanos = nowNanos;
      answers++;
    }
  }

  /** How many answers there were so far. */
  synchronized int answers() {
    return answers;
  }

  /** The longest so far between two answers, or from the beginning to the first. */
  synchronized long longestMillis() {
    return longestNanos / 1_000_000;
  }

  @Override
  public synchronized String toString() {
    long from = (longestFromNanos - beganNanos) / 1_000_000;
    return "%d ms without an answer, from %d ms on".formatted(longestMillis(), from);
  }
}
