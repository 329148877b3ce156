package io.sluice.wire;

/** The longest time for which nobody who wrote to one volume got an answer. */
final class Gap {
  private final String volume;
  private long lastNanos;
  private long longestNanos;
  private int answers;

  /** Begins now. */
  Gap(String volume, long nowNanos) {
    this.volume = volume;
    this.lastNanos = nowNanos;
  }

  synchronized void answered(String of, long nowNanos) {
    if (volume.equals(of)) {
      longestNanos = Math.max(longestNanos, nowNanos - lastNanos);
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
}
