package io.sluice.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How nodes find each other and share volumes. Without a name there is no cluster.
 *
 * @param name of the cluster; the same on all its nodes
 * @param secret the same on all its nodes, and proven to each other without being sent
 * @param members where the nodes listen for each other, {@code HOST} or {@code HOST:PORT}, this one
 *     too
 * @param kubernetes DNS name of a headless service whose addresses are the members; instead of
 *     {@code members}
 * @param host address that this node's Hazelcast is bound to; 0.0.0.0: the one named in members
 * @param port of Hazelcast; also of members without one
 * @param busHost address that the event bus is bound to; empty: as {@code host}
 * @param busPort of the event bus, 0 picks a free one
 * @param publicHost the address under which other nodes reach this one, when it is not the one it
 *     is bound to
 * @param size how many nodes there should be: more than half of them must be there for writes; -1:
 *     as many as members; 0: no such check
 * @param lease how long nobody else may take a volume after its owner last said that it lives
 * @param leaseRenew how often the owner says so
 * @param handoverWait how long a request waits for a volume's next owner
 * @param joinWait how long a starting node waits for the others
 * @param tls of the event bus
 */
public record ClusterSettings(
    String name,
    @Nullable Secret secret,
    List<String> members,
    @Nullable String kubernetes,
    String host,
    int port,
    String busHost,
    int busPort,
    @Nullable String publicHost,
    int size,
    Duration lease,
    Duration leaseRenew,
    Duration handoverWait,
    Duration joinWait,
    ClusterTls tls) {

  public static final ClusterSettings OFF =
      new ClusterSettings(
          "",
          null,
          List.of(),
          null,
          "127.0.0.1",
          9002,
          "",
          9003,
          null,
          -1,
          Duration.ofMillis(1700),
          Duration.ofMillis(500),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          ClusterTls.OFF);

  public ClusterSettings {
    boolean meant = secret != null || !members.isEmpty() || kubernetes != null;
    Bounds.require(!name.isBlank() || !meant, "name", "must be given for a cluster");
    Bounds.require(
        name.isEmpty() || !members.isEmpty() || kubernetes != null,
        "members",
        "must name the nodes, this one too (or kubernetes a service)");
    Bounds.require(
        members.isEmpty() || kubernetes == null, "kubernetes", "can't be given beside members");
    Bounds.require(
        name.isEmpty() || secret != null, "secret", "must be given, the same on all nodes");
    Bounds.require(
        kubernetes == null || size >= 0, "size", "must be given with kubernetes: how many nodes");
    for (String member : members) {
      Bounds.require(
          member.matches("\\[?[A-Za-z0-9._:-]+?\\]?(:[0-9]{1,5})?"),
          "members",
          "'" + member + "' is not HOST or HOST:PORT");
    }
    Bounds.notBlank("host", host);
    Bounds.between("port", port, 1, 65535);
    Bounds.between("bus-port", busPort, 0, 65535);
    Bounds.between("size", size, -1, 1000);
    Bounds.between("lease-renew", leaseRenew, Duration.ofMillis(50), Duration.ofMinutes(1));
    Bounds.between("lease", lease, leaseRenew.multipliedBy(3), Duration.ofMinutes(10));
    Bounds.between("handover-wait", handoverWait, Duration.ZERO, Duration.ofMinutes(10));
    Bounds.between("join-wait", joinWait, Duration.ofSeconds(1), Duration.ofHours(1));
    members = List.copyOf(members);
  }

  public boolean isOn() {
    return !name.isEmpty();
  }

  /** The members, each with its port. */
  public List<String> addresses() {
    return members.stream()
        .map(member -> member.matches(".*[^:]:[0-9]{1,5}") ? member : member + ":" + port)
        .toList();
  }

  /** How many nodes there should be; 0 when that is not to be checked. */
  public int expectedSize() {
    return size >= 0 ? size : members.size();
  }

  /** Where the event bus listens. */
  public String busAddress() {
    return busHost.isEmpty() ? host : busHost;
  }
}
