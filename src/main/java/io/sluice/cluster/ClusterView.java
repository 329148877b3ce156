package io.sluice.cluster;

import java.util.List;
import java.util.Optional;

/**
 * The cluster as one node sees it at one moment.
 *
 * @param self the id of the node that looks
 * @param nodes the records of the members there are, its own too
 * @param majority whether these are more than half of the nodes that there should be
 */
public record ClusterView(String self, List<NodeRecord> nodes, boolean majority) {
  public ClusterView {
    nodes = List.copyOf(nodes);
  }

  /** Who should own a volume, empty when no member can. */
  Optional<String> winner(String volume) {
    return Rendezvous.winner(
        volume, nodes.stream().filter(node -> node.mayOwn(volume)).map(NodeRecord::id).toList());
  }

  /** Whether a member can serve a volume, now. */
  boolean serves(String nodeId, String volume) {
    return nodes.stream().anyMatch(node -> node.id().equals(nodeId) && isMounted(node, volume));
  }

  private static boolean isMounted(NodeRecord node, String volume) {
    return node.volumes().contains(volume);
  }
}
