package io.sluice.cluster;

/**
 * What the cluster holds to be true of a volume's owner.
 *
 * @param nodeId who claimed it last; may be gone by now, or not have begun yet
 * @param epoch grows with every claim; from 1
 */
public record Claim(String nodeId, long epoch) {
  public Claim {
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch " + epoch);
    }
  }
}
