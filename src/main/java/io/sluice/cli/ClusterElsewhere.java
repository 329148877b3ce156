package io.sluice.cli;

import io.sluice.cluster.ClusterNode;
import io.sluice.cluster.NodeRecord;
import io.sluice.cluster.Seats;
import io.sluice.model.BucketSummary;
import io.sluice.operation.Elsewhere;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What other nodes mount, by what they announce. */
final class ClusterElsewhere implements Elsewhere {
  /** What a node puts before its address when its S3 port speaks TLS. */
  static final String TLS = "https://";

  private final ClusterNode node;
  private final Seats seats;
  private final AtomicInteger turn = new AtomicInteger();
  private final LostVolumes lost = new LostVolumes();

  ClusterElsewhere(ClusterNode node, Seats seats) {
    this.node = node;
    this.seats = seats;
    node.listen(this::look);
    look();
  }

  private synchronized void look() {
    lost.see(node.view().nodes());
  }

  /** They take turns; one that is about to leave is asked when there is no other. */
  @Override
  public List<Place> of(String bucket) {
    List<NodeRecord> mounting =
        others().filter(other -> other.volumes().contains(bucket) && hasAddress(other)).toList();
    List<NodeRecord> staying = mounting.stream().filter(other -> !other.draining()).toList();
    List<NodeRecord> choice = staying.isEmpty() ? mounting : staying;
    List<Place> places = new ArrayList<>(choice.stream().map(ClusterElsewhere::place).toList());
    Collections.rotate(places, turn.getAndIncrement());
    return places;
  }

  @Override
  public boolean isThere(Place place) {
    return others().anyMatch(other -> other.id().equals(place.node()));
  }

  @Override
  public boolean isLost(String bucket) {
    return lost.has(bucket);
  }

  @Override
  public boolean hangsHere(String bucket) {
    return seats.hangs(bucket);
  }

  /** When they were made is known only where they are mounted. */
  @Override
  public List<BucketSummary> buckets() {
    TreeMap<String, BucketSummary> buckets = new TreeMap<>();
    others()
        .flatMap(other -> other.volumes().stream())
        .forEach(volume -> buckets.put(volume, new BucketSummary(volume, Instant.EPOCH)));
    return List.copyOf(buckets.values());
  }

  private Stream<NodeRecord> others() {
    String self = node.view().self();
    return node.view().nodes().stream().filter(other -> !other.id().equals(self));
  }

  private static boolean hasAddress(NodeRecord other) {
    return other.s3Address().lastIndexOf(':') > 0;
  }

  private static Place place(NodeRecord other) {
    String announced = other.s3Address();
    boolean tls = announced.startsWith(TLS);
    String address = tls ? announced.substring(TLS.length()) : announced;
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    return new Place(other.id(), address.substring(0, colon), port, tls);
  }
}
