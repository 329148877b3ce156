package io.sluice.cluster;

/**
 * Who this node is.
 *
 * @param id made once, kept in the data directory
 * @param version of the program, {@code major.minor...}
 */
public record NodeIdentity(String id, String version) {}
