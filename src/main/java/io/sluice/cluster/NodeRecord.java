package io.sluice.cluster;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a node tells the others of itself.
 *
 * @param id made once, kept in its data directory
 * @param version of the program, {@code major.minor...}
 * @param s3Address host and port where other nodes forward requests to
 * @param draining whether it is about to leave, and so takes no volume
 * @param volumes those that it mounts, and can read and write now, by name in ascending order
 */
public record NodeRecord(
    String id, String version, String s3Address, boolean draining, List<String> volumes) {
  public NodeRecord {
    volumes = List.copyOf(new TreeSet<>(volumes));
  }

  boolean mayOwn(String volume) {
    return !draining && volumes.contains(volume);
  }

  /** The same with other volumes. */
  public NodeRecord withVolumes(Set<String> mounted) {
    return new NodeRecord(id, version, s3Address, draining, List.copyOf(mounted));
  }

  /** The same, reachable under an address. */
  NodeRecord withS3Address(String address) {
    return new NodeRecord(id, version, address, draining, volumes);
  }

  /** The same, about to leave. */
  public NodeRecord leaving() {
    return new NodeRecord(id, version, s3Address, true, volumes);
  }
}
