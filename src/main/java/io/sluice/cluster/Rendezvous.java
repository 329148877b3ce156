package io.sluice.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;

/**
 * Rendezvous hashing (Thaler and Ravishankar, 1998): of all nodes the one with the highest score
 * for a volume. When a node comes or goes, no volume moves between two others.
 */
final class Rendezvous {
  private Rendezvous() {}

  static Optional<String> winner(String volume, Collection<String> nodeIds) {
    String best = null;
    for (String node : nodeIds) {
      if (best == null || isBefore(volume, node, best)) {
        best = node;
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean isBefore(String volume, String node, String other) {
    int compared = Long.compareUnsigned(score(volume, node), score(volume, other));
    return compared > 0 || (compared == 0 && node.compareTo(other) < 0);
  }

  /** FNV-1a over both names, then the finalizer of MurmurHash3, which spreads the last bytes. */
  private static long score(String volume, String node) {
    long hash = 0xcbf29ce484222325L;
    for (byte each : (volume + '\0' + node).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
