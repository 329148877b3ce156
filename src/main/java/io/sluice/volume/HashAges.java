package io.sluice.volume;

import io.sluice.model.FileIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether a file has been left alone for long enough. The change time tells: it is the kernel's,
 * and every change of content moves it; the modification time can be set to anything.
 */
record HashAges(HashTerms terms, InstantSource clock) {
  /** Whether a change from now on is bound to show in the identity. */
  boolean isRacy(FileIdentity identity) {
    return !isOlder(identity, terms.grain());
  }

  /**
   * Whether nobody seems to be at work on it.
   *
   * @param seenNanos for how long it was seen in this state; counts where its times lie ahead of
   *     our clock
   */
  boolean isSettled(FileIdentity identity, long seenNanos) {
    return seenNanos >= terms.settled().toNanos() || isOlder(identity, terms.settled());
  }

  private boolean isOlder(FileIdentity identity, Duration age) {
    Instant changed = Instant.ofEpochSecond(0, identity.ctimeNanos());
    return changed.isBefore(clock.instant().minus(age));
  }
}
