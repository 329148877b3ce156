package io.sluice.operation;

import io.sluice.catalog.VolumeDefinition;
import io.sluice.model.BucketSummary;
import io.sluice.s3.S3Request;
import io.sluice.s3.xml.ListBucketsDocument;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lists as buckets the volumes in which the caller may do anything. */
final class ServiceReads {
  private final Rooms rooms;

  ServiceReads(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> answer(S3Request.ListBuckets request, Exchange exchange) {
    String after = request.continuationToken();
    Instant now = rooms.clock().instant();
    List<BucketSummary> page = new ArrayList<>();
    String next = null;
    for (VolumeDefinition volume : rooms.catalog().volumes()) {
      boolean wanted =
          volume.name().startsWith(request.prefix())
              && exchange.caller().sees(volume.name(), now)
              && (after == null || volume.name().compareTo(after) > 0);
      if (wanted && page.size() == request.maxBuckets()) {
        next = page.getLast().name();
        break;
      }
      if (wanted) {
        page.add(new BucketSummary(volume.name(), volume.created()));
      }
    }
    return Future.succeededFuture(
        Answers.xml(ListBucketsDocument.bytes(exchange.owner(), page, request.prefix(), next)));
  }
}
