package io.sluice.volume;

import java.time.Duration;

/**
 * How a volume is walked in the background.
 *
 * @param interval from the end of one walk to the begin of the next
 * @param entriesPerSecond the most entries that are looked at in a second
 * @param watch whether a local file system is asked to tell of changes
 */
public record CrawlSettings(Duration interval, int entriesPerSecond, boolean watch) {
  public static final CrawlSettings DEFAULT =
      new CrawlSettings(Duration.ofMinutes(10), Integer.MAX_VALUE, true);

  public CrawlSettings {
    if (interval.isNegative() || entriesPerSecond < 1) {
      throw new IllegalArgumentException("a negative interval, or no entries at all");
    }
  }
}
