package io.sluice.cluster;

import java.time.Instant;

/**
 * A volume got another owner, or lost the one it had.
 *
 * @param nodeId the node that it is about
 */
public record Move(Instant at, String volume, Kind kind, long epoch, String nodeId) {
  /** What happened. */
  public enum Kind {
    GAINED,
    RELEASED,
    LOST,
    /** Its owner is no member any more. */
    GONE
  }
}
