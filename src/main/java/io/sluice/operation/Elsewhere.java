package io.sluice.operation;

import io.sluice.model.BucketSummary;
import java.util.List;
import java.util.Optional;

/** What the other nodes of the cluster serve, as this node knows it now. Never blocks. */
public interface Elsewhere {
  /** A node without a cluster. */
  Elsewhere NOWHERE =
      new Elsewhere() {
        @Override
        public Optional<Place> of(String bucket) {
          return Optional.empty();
        }

        @Override
        public List<BucketSummary> buckets() {
          return List.of();
        }
      };

  /** Where a node takes requests from others. */
  record Place(String host, int port) {}

  /** A live node that mounts a volume, another one from time to time; empty when none does. */
  Optional<Place> of(String bucket);

  /** The volumes that other nodes mount. */
  List<BucketSummary> buckets();
}
