package io.sluice.bus;

/**
 * Where a volume's commands go.
 *
 * @param nodeId the node that owns the volume
 * @param epoch the owner's epoch, which grows with every change of owner; 0 without a cluster
 */
public record Route(String nodeId, long epoch) {}
