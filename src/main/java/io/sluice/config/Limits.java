package io.sluice.config;

import java.time.Duration;

/**
 * The bounds of one node. Past a bound of the node's own the answer is 503 {@code SlowDown}, past
 * one of a request the S3 error for it.
 *
 * @param maxPutBytes the largest body of PutObject
 * @param maxPartBytes the largest part of a multipart upload
 * @param minPartBytes the smallest part of a multipart upload but its last; 0 for none. S3 has 5
 *     MiB
 * @param maxParts the highest part number
 * @param maxXmlBytes the largest XML body (DeleteObjects, CompleteMultipartUpload)
 * @param maxHeaderBytes the largest header section of a request
 * @param maxUriBytes the longest request line's path and query
 * @param maxGatheredBytes the most bytes of all bodies that are gathered in memory: XML, and
 *     objects of up to 64 KiB. Half of it for bodies that are longer, so twice {@code maxXmlBytes}
 *     at least
 * @param maxConnections the most open connections on the S3 port
 * @param maxRequests the most requests at work at one time
 * @param workerThreads threads for blocking file-system calls
 * @param queueDelay how long requests may wait for one of them while more keep coming; past it
 *     further ones are refused. Zero: for ever
 * @param loopDelay how long an event loop may be at the requests that it found waiting at once,
 *     while more keep coming; past it further ones are refused. Zero: for ever
 * @param refusalDelay how long the answer to a refused request is held back at most
 * @param maxStagedBytes the most bytes in bodies and parts that are not yet published, per volume
 * @param spaceReserveBytes free space on a volume's file system that writes leave untouched
 * @param idleTimeout how long a connection may stay without a request
 * @param bodyTimeout how long a body may make no progress
 * @param commandTimeout how long the owner of a volume may take for one command
 * @param drainTimeout how long a stopping node waits for requests at work
 * @param clockSkew how far a signature's time may lie from the node's
 */
public record Limits(
    long maxPutBytes,
    long maxPartBytes,
    long minPartBytes,
    int maxParts,
    int maxXmlBytes,
    int maxHeaderBytes,
    int maxUriBytes,
    long maxGatheredBytes,
    int maxConnections,
    int maxRequests,
    int workerThreads,
    Duration queueDelay,
    Duration loopDelay,
    Duration refusalDelay,
    long maxStagedBytes,
    long spaceReserveBytes,
    Duration idleTimeout,
    Duration bodyTimeout,
    Duration commandTimeout,
    Duration drainTimeout,
    Duration clockSkew) {

  // First, since the constructor reads them while DEFAULT is made.
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofDays(1);

  public static final Limits DEFAULT =
      new Limits(
          5L << 30,
          5L << 30,
          0,
          10_000,
          2 << 20,
          16 << 10,
          8 << 10,
          64 << 20,
          4096,
          1024,
          64,
          Duration.ofMillis(25),
          Duration.ofMillis(5),
          Duration.ofSeconds(1),
          Long.MAX_VALUE,
          64L << 20,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofHours(1));

  public Limits {
    Bounds.between("max-put", maxPutBytes, 1, Long.MAX_VALUE);
    Bounds.between("max-part", maxPartBytes, 1, Long.MAX_VALUE);
    Bounds.between("min-part", minPartBytes, 0, maxPartBytes);
    Bounds.between("max-parts", maxParts, 1, 10_000);
    Bounds.between("max-xml", maxXmlBytes, 1 << 10, 64 << 20);
    Bounds.between("max-header", maxHeaderBytes, 4 << 10, 1 << 20);
    Bounds.between("max-uri", maxUriBytes, 2 << 10, 1 << 20);
    long leastGathered = Math.max(8 << 20, 2L * maxXmlBytes);
    Bounds.between("max-gathered", maxGatheredBytes, leastGathered, Long.MAX_VALUE);
    Bounds.between("max-connections", maxConnections, 1, 1_000_000);
    Bounds.between("max-requests", maxRequests, 1, 1_000_000);
    Bounds.between("worker-threads", workerThreads, 1, 1024);
    Bounds.between("queue-delay", queueDelay, Duration.ZERO, DAY);
    Bounds.between("loop-delay", loopDelay, Duration.ZERO, DAY);
    Bounds.between("refusal-delay", refusalDelay, Duration.ZERO, Duration.ofSeconds(20));
    Bounds.between("max-staged", maxStagedBytes, 0, Long.MAX_VALUE);
    Bounds.between("space-reserve", spaceReserveBytes, 0, Long.MAX_VALUE);
    Bounds.between("idle-timeout", idleTimeout, MOMENT, DAY);
    Bounds.between("body-timeout", bodyTimeout, MOMENT, DAY);
    Bounds.between("command-timeout", commandTimeout, MOMENT, DAY);
    Bounds.between("drain-timeout", drainTimeout, Duration.ZERO, DAY);
    Bounds.between("clock-skew", clockSkew, Duration.ofSeconds(1), DAY.multipliedBy(7));
  }
}
