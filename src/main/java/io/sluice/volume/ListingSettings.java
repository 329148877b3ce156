package io.sluice.volume;

import java.time.Duration;

/**
 * How a volume is listed.
 *
 * @param freshness how long a directory counts as unchanged after it was looked at
 * @param verifyEntries whether every listed file is looked at too, so that edits in place show
 * @param listEmptyDirectories whether a directory with nothing to list appears as {@code dir/}
 * @param clockGrain how far apart two changes must be for their times to differ
 */
public record ListingSettings(
    Duration freshness, boolean verifyEntries, boolean listEmptyDirectories, Duration clockGrain) {
  /** For local file systems: kernel ticks of 10 ms at most. */
  public static final ListingSettings DEFAULT =
      new ListingSettings(Duration.ofSeconds(2), true, true, Duration.ofMillis(10));

  public ListingSettings {
    if (freshness.isNegative() || clockGrain.isNegative()) {
      throw new IllegalArgumentException("a negative time");
    }
  }
}
