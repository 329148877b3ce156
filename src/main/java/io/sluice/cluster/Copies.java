package io.sluice.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Members that say the node id of one that joined before them: a copied data directory was started.
 * Such a node refuses to go on, but is a member until it has. The others neither count it nor take
 * its leaving for that of the node that it is a copy of.
 */
final class Copies {
  private final Set<UUID> copies = ConcurrentHashMap.newKeySet();

  /** A member of the cluster, and the node that it says it is. */
  record Joined(UUID member, Greeting greeting) {}

  /** Those that are no copies, of all members in the order in which they joined. */
  List<Joined> without(List<Joined> members) {
    Set<String> ids = new HashSet<>();
    List<Joined> firsts = new ArrayList<>();
    for (Joined joined : members) {
      if (ids.add(joined.greeting().nodeId())) {
        copies.remove(joined.member()); // The elder one may have been the same node's last start.
        firsts.add(joined);
      } else {
        copies.add(joined.member());
      }
    }
    return firsts;
  }

  /** Whether a member that left was a copy; it is forgotten. */
  boolean gone(UUID member) {
    return copies.remove(member);
  }
}
