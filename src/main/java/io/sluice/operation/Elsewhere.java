package io.sluice.operation;

import io.sluice.model.BucketSummary;
import java.util.List;

/** What the other nodes of the cluster serve, as this node knows it now. Never blocks. */
public interface Elsewhere {
  /** A node without a cluster. */
  Elsewhere NOWHERE =
      new Elsewhere() {
        @Override
        public List<Place> of(String bucket) {
          return List.of();
        }

        @Override
        public boolean isThere(Place place) {
          return false;
        }

        @Override
        public boolean isLost(String bucket) {
          return false;
        }

        @Override
        public boolean hangsHere(String bucket) {
          return false;
        }

        @Override
        public List<BucketSummary> buckets() {
          return List.of();
        }
      };

  /** Where a node, named by its id, takes requests from others, and whether by TLS. */
  record Place(String node, String host, int port, boolean tls) {}

  /** The live nodes that mount a volume, by turns another one first; empty when none does. */
  List<Place> of(String bucket);

  /** Whether the node at a place is a member of the cluster, as far as this one knows. */
  boolean isThere(Place place);

  /**
   * Whether a volume was mounted by nodes that left the cluster, and has not been seen since: it is
   * not known to be gone.
   */
  boolean isLost(String bucket);

  /** Whether a volume that is mounted on this node does not answer here. */
  boolean hangsHere(String bucket);

  /** The volumes that other nodes mount. */
  List<BucketSummary> buckets();
}
