package io.sluice.http;

/**
 * What one gateway takes at most, over all its event loops.
 *
 * @param maxInitialLineBytes method, target and version together
 * @param maxHeaderBytes all header lines together; S3 allows 8 KiB
 * @param maxConnections open sockets; further ones are closed at once
 * @param maxRequests requests at work; further ones are answered SLOW_DOWN
 * @param maxQueuedBodyBytes body bytes waiting for sinks; past it every request may queue only one
 *     batch
 * @param maxGatheredBodyBytes bytes of bodies that are gathered in memory whole; further ones are
 *     answered SLOW_DOWN, those beyond 64 KiB from half of it on
 */
public record HttpLimits(
    int maxInitialLineBytes,
    int maxHeaderBytes,
    int maxConnections,
    int maxRequests,
    long maxQueuedBodyBytes,
    long maxGatheredBodyBytes) {
  /** Suits a node with some hundred MiB of heap. */
  public static final HttpLimits DEFAULTS =
      new HttpLimits(
          16 * 1_024, 8 * 1_024, 10_000, 1_024, 128L * 1_024 * 1_024, 64L * 1_024 * 1_024);

  public HttpLimits {
    if (maxInitialLineBytes < 64 || maxHeaderBytes < 64) {
      throw new IllegalArgumentException("line and header limits must be at least 64 bytes");
    }
    if (maxConnections < 1
        || maxRequests < 1
        || maxQueuedBodyBytes < 0
        || maxGatheredBodyBytes < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
