package io.sluice.volume;

import java.time.Duration;

/**
 * How the hasher goes about its work.
 *
 * @param settled how long a file must have been left alone before it is hashed in the background
 * @param grain how far apart two changes must be for their times to differ
 * @param resumableBytes files longer than this are hashed such that a restart can go on
 * @param checkpointBytes how often that is written down
 * @param slice how long a thread works for one volume before others have their turn
 * @param mostAtOnce how many files may be hashed at one time for those who wait for the answer
 * @param changing how long a file waits that changed while it was read, or not long before
 * @param failing how long a file waits that could not be read
 * @param rest how long after one look for files to hash the next begins, at the earliest
 */
record HashTerms(
    Duration settled,
    Duration grain,
    long resumableBytes,
    long checkpointBytes,
    Duration slice,
    int mostAtOnce,
    HashRetries.Delay changing,
    HashRetries.Delay failing,
    Duration rest) {
  /** Up to this length a file is "small" and comes first. */
  static final long SMALL_BYTES = 1L << 20;

  /** Up to this length a file comes before the rest. */
  static final long MIDDLE_BYTES = 64L << 20;

  /** The terms for a file system whose times have this grain. */
  static HashTerms of(Duration grain) {
    Duration settled = Duration.ofSeconds(3);
    Duration twice = grain.multipliedBy(2);
    Duration quiet = twice.compareTo(settled) > 0 ? twice : settled;
    return new HashTerms(
        quiet,
        grain,
        1L << 30,
        4L << 30,
        Duration.ofMillis(50),
        8,
        new HashRetries.Delay(quiet, Duration.ofMinutes(1)),
        new HashRetries.Delay(Duration.ofSeconds(10), Duration.ofHours(1)),
        Duration.ofSeconds(1));
  }
}
