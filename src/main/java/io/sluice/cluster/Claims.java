package io.sluice.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The claims on volumes, shared by the nodes. A hint only: after a partition two nodes may have
 * claimed one volume, even with one epoch; the lease on the volume decides then.
 */
public interface Claims {
  /** The last claim on a volume, null when there never was one. */
  @Nullable Claim current(String volume);

  /**
   * Claims a volume, if its last claim still is the expected one.
   *
   * @return whether it was
   * @throws RuntimeException when the cluster does not answer
   */
  boolean claim(String volume, @Nullable Claim expected, Claim next);
}
