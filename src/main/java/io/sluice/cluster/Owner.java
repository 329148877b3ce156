package io.sluice.cluster;

/** The node that answers a volume's commands, and the epoch in which it does. */
public record Owner(String nodeId, long epoch) {}
