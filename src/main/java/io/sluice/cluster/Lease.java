package io.sluice.cluster;

/**
 * What the lease file on a volume says: who may write, and that it lives.
 *
 * @param nodeId the owner
 * @param epoch the owner's epoch
 * @param serial grows with every renewal
 * @param released whether the owner has let go of the volume, so that nobody need wait
 */
public record Lease(String nodeId, long epoch, long serial, boolean released) {
  /** Whether it was written by this owner in this epoch. */
  boolean isOf(String node, long ofEpoch) {
    return nodeId.equals(node) && epoch == ofEpoch;
  }
}
