package io.sluice.http;

/**
 * How long the gateway waits, in milliseconds. None limits the whole of a request: a client that
 * moves on is never cut.
 *
 * @param keepAliveMillis for the next whole request head on an open connection
 * @param progressMillis for any byte of a body to come, or to be taken
 * @param lingerMillis for a client to read an error answer while its unread body is thrown away
 * @param drainMillis for running requests when the gateway stops
 * @param slowGraceMillis before a slow answer sends its status early
 * @param slowSpaceMillis between two white spaces of a slow answer
 */
public record HttpTimeouts(
    long keepAliveMillis,
    long progressMillis,
    long lingerMillis,
    long drainMillis,
    long slowGraceMillis,
    long slowSpaceMillis) {
  public static final HttpTimeouts DEFAULTS =
      new HttpTimeouts(75_000, 60_000, 5_000, 30_000, 1_000, 5_000);

  public HttpTimeouts {
    if (keepAliveMillis < 1 || progressMillis < 1 || lingerMillis < 1 || drainMillis < 1) {
      throw new IllegalArgumentException("timeouts must be at least 1 ms");
    }
    if (slowGraceMillis < 1 || slowSpaceMillis < 1) {
      throw new IllegalArgumentException("slow answers need times of at least 1 ms");
    }
  }

  /** How often stalled clients are looked for: fine enough for the shortest of the deadlines. */
  long tickMillis() {
    long shortest = Math.min(keepAliveMillis, Math.min(progressMillis, lingerMillis));
    return Math.clamp(shortest / 4, 10, 1_000);
  }

  /** A time as a number of ticks, rounded up. */
  int ticks(long millis) {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(millis, tickMillis()));
  }
}
