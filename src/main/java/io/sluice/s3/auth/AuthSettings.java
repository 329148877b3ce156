package io.sluice.s3.auth;

import io.sluice.s3.RoutingSettings;
import java.time.Duration;
import java.util.List;

/**
 * The limits of authentication.
 *
 * @param region the region that clients sign for, compared without case
 * @param maxSkew how far a request's time may lie from ours, either way
 * @param maxExpiry the longest life of a presigned URL
 * @param routing which hosts name buckets
 */
public record AuthSettings(
    String region, Duration maxSkew, Duration maxExpiry, RoutingSettings routing) {
  private static final String DEFAULT_REGION = "us-east-1";

  /** Some tools sign for this name when the default region is meant. */
  private static final String GLOBAL_REGION = "aws-global";

  public AuthSettings {
    if (region.isBlank() || maxSkew.isNegative() || !maxExpiry.isPositive()) {
      throw new IllegalArgumentException("a region, a skew and an expiry are needed");
    }
  }

  /** One hour of skew, seven days of a presigned URL's life, buckets in paths alone. */
  public static AuthSettings ofRegion(String region) {
    return new AuthSettings(
        region, Duration.ofHours(1), Duration.ofDays(7), new RoutingSettings(List.of()));
  }

  boolean serves(String askedRegion) {
    return region.equalsIgnoreCase(askedRegion)
        || (region.equalsIgnoreCase(DEFAULT_REGION) && askedRegion.equalsIgnoreCase(GLOBAL_REGION));
  }
}
