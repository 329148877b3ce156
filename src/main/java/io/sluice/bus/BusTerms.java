package io.sluice.bus;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the bus waits, and whom it believes.
 *
 * @param answerWithin the longest wait for an ordinary command
 * @param completeWithin the longest wait for a command that may have to copy
 * @param handoverWithin how long a command may wait for a volume to have an owner that answers
 * @param mostWaiting how many commands may wait for that at once
 * @param key what messages between nodes are authenticated with; empty without a cluster
 */
public record BusTerms(
    Duration answerWithin,
    Duration completeWithin,
    Duration handoverWithin,
    int mostWaiting,
    Optional<BusKey> key) {

  /** The terms of a node without a cluster. */
  public static BusTerms alone(Duration answerWithin, Duration completeWithin) {
    return new BusTerms(answerWithin, completeWithin, Duration.ZERO, 0, Optional.empty());
  }
}
