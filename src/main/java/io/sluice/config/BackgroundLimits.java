package io.sluice.config;

import java.time.Duration;

/**
 * Bounds of the work that goes on beside requests, for the whole node.
 *
 * @param threads how many threads crawl, back up and tidy; shared by all volumes. So many
 *     directories of one volume are read at once
 * @param crawlRate the most directory entries that one volume's crawl looks at in a second
 * @param hashThreads how many files are hashed at once
 * @param hashRateBytes the most bytes that are read for hashing in a second
 * @param backupRateBytes the most bytes in a second that backing up, or restoring, the index of one
 *     volume copies
 * @param settingsInterval how often the files of the settings are looked at; a change is applied
 *     when they have stood still for that long
 */
public record BackgroundLimits(
    int threads,
    int crawlRate,
    int hashThreads,
    long hashRateBytes,
    long backupRateBytes,
    Duration settingsInterval) {
  public static final BackgroundLimits DEFAULT =
      new BackgroundLimits(
          halfOfTheProcessors(),
          Integer.MAX_VALUE,
          1,
          Long.MAX_VALUE,
          64L << 20,
          Duration.ofSeconds(1));

  /** So that a large machine walks its volumes faster, and a small one has room for requests. */
  private static int halfOfTheProcessors() {
    return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 2, 8);
  }

  public BackgroundLimits {
    Bounds.between("threads", threads, 1, 256);
    Bounds.between("crawl-rate", crawlRate, 1, Integer.MAX_VALUE);
    Bounds.between("hash-threads", hashThreads, 1, 256);
    Bounds.between("hash-rate", hashRateBytes, 1L << 10, Long.MAX_VALUE);
    Bounds.between("backup-rate", backupRateBytes, 1L << 10, Long.MAX_VALUE);
    Bounds.between(
        "settings-interval", settingsInterval, Duration.ofMillis(10), Duration.ofHours(1));
  }
}
