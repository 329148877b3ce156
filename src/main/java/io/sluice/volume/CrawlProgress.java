package io.sluice.volume;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the crawl is.
 *
 * @param state what it does
 * @param walks how many walks through the whole volume have ended
 * @param completeSince when the last one ended, null before the first
 * @param directories looked at by the walk under way, or by the last one
 * @param directoriesExpected how many it will be: what the last walk met, in the first one those
 *     known so far
 * @param files that the index has
 * @param bytes of those files
 * @param entriesPerSecond looked at lately
 * @param secondsLeft about how long the walk will still take, -1 when nothing tells
 */
public record CrawlProgress(
    State state,
    long walks,
    @Nullable Instant completeSince,
    long directories,
    long directoriesExpected,
    long files,
    long bytes,
    long entriesPerSecond,
    long secondsLeft) {

  /** What the crawl does. */
  public enum State {
    /** The first walk: what it has not reached is read when it is asked for. */
    CRAWLING,
    /** A later walk, which looks for what changed. */
    CHECKING,
    /** Until the next walk. */
    WAITING
  }
}
