package io.sluice.cluster;

import java.time.Duration;

/**
 * How long a lease lasts.
 *
 * @param leaseNanos how long after a renewal nobody else may take the volume
 * @param renewNanos how often it is renewed; also how long a taker looks whether it was alone
 */
public record LeaseTerms(long leaseNanos, long renewNanos) {
  public LeaseTerms {
    if (renewNanos <= 0 || leaseNanos < 3 * renewNanos) {
      throw new IllegalArgumentException("a lease lasts for at least three renewals");
    }
  }

  public static LeaseTerms of(Duration lease, Duration renew) {
    return new LeaseTerms(lease.toNanos(), renew.toNanos());
  }

  /** How long its owner relies on it: less, since two clocks may run unequally fast. */
  long ownersNanos() {
    return leaseNanos - leaseNanos / 10;
  }

  /** How long it must have been unchanged before another takes it: more. */
  long takersNanos() {
    return leaseNanos + leaseNanos / 10;
  }
}
