package io.sluice.volume;

import java.time.Duration;

/**
 * How an index is backed up onto its volume.
 *
 * @param interval how often, if anything changed; zero for never. What is there is restored all the
 *     same
 * @param rateBytes the most bytes that are copied in a second
 * @param epoch names the folder; grows with every change of owner, 0 for a single node
 */
public record BackupSettings(Duration interval, long rateBytes, long epoch) {
  static final BackupSettings NEVER = new BackupSettings(Duration.ZERO, Long.MAX_VALUE, 0);

  boolean isOn() {
    return interval.isPositive();
  }
}
