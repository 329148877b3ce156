package io.sluice.operation;

import io.sluice.catalog.VolumeDefinition;
import io.sluice.model.BucketSummary;
import io.sluice.s3.S3Request;
import io.sluice.s3.xml.ListBucketsDocument;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** Lists as buckets the volumes of the cluster in which the caller may do anything. */
final class ServiceReads {
  private final Rooms rooms;

  ServiceReads(Rooms rooms) {
    this.rooms = rooms;
  }

  /** Those of this node, and what only others mount. */
  private Collection<BucketSummary> all() {
    TreeMap<String, BucketSummary> all = new TreeMap<>();
    rooms.elsewhere().buckets().forEach(bucket -> all.put(bucket.name(), bucket));
    for (VolumeDefinition volume : rooms.catalog().volumes()) {
      all.put(volume.name(), new BucketSummary(volume.name(), volume.created()));
    }
    return all.values();
  }

  Future<S3Response> answer(S3Request.ListBuckets request, Exchange exchange) {
    String after = request.continuationToken();
    Instant now = rooms.clock().instant();
    List<BucketSummary> page = new ArrayList<>();
    String next = null;
    for (BucketSummary bucket : all()) {
      boolean wanted =
          bucket.name().startsWith(request.prefix())
              && exchange.caller().sees(bucket.name(), now)
              && (after == null || bucket.name().compareTo(after) > 0);
      if (wanted && page.size() == request.maxBuckets()) {
        next = page.getLast().name();
        break;
      }
      if (wanted) {
        page.add(bucket);
      }
    }
    return Future.succeededFuture(
        Answers.xml(ListBucketsDocument.bytes(exchange.owner(), page, request.prefix(), next)));
  }
}
