package io.sluice.cli;

import io.sluice.cluster.NodeRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Volumes that were mounted by nodes which left the cluster, until a node mounts them again. One
 * that a node drops while it stays is not lost: its bucket was deleted, or taken from it.
 */
final class LostVolumes {
  private final Map<String, List<String>> lastSaid = new HashMap<>();
  private final Set<String> lost = new HashSet<>();

  /** Takes note of what the members mount now. */
  synchronized void see(List<NodeRecord> members) {
    Map<String, List<String>> gone = new HashMap<>(lastSaid);
    for (NodeRecord member : members) {
      gone.remove(member.id());
      // One that has joined has said nothing yet.
      if (!member.s3Address().isEmpty()) {
        lastSaid.put(member.id(), member.volumes());
      }
    }
    List<String> left = new ArrayList<>(gone.keySet());
    gone.values().forEach(lost::addAll);
    lastSaid.keySet().removeAll(left);
    members.forEach(member -> member.volumes().forEach(lost::remove));
  }

  synchronized boolean has(String volume) {
    return lost.contains(volume);
  }
}
