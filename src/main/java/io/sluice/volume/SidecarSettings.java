package io.sluice.volume;

import java.time.Duration;

/**
 * How sidecars are tidied.
 *
 * @param interval from the begin of one walk for them to the begin of the next; zero: none
 * @param kept how long a sidecar is kept that was put aside and not met since
 */
public record SidecarSettings(Duration interval, Duration kept) {
  /** What no file has is looked for, and put aside, after a day; and removed a month later. */
  public static final SidecarSettings DEFAULT =
      new SidecarSettings(Duration.ofDays(1), Duration.ofDays(30));

  public SidecarSettings {
    if (interval.isNegative() || kept.isNegative()) {
      throw new IllegalArgumentException("a negative time");
    }
  }
}
