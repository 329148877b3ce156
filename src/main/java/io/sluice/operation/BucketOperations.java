package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.xml.CreateBucketConfiguration;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes, probes and removes buckets. That only administrators make and remove them is decided
 * before.
 */
final class BucketOperations {
  private final Rooms rooms;

  BucketOperations(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> create(S3Request.CreateBucket request, Exchange exchange) {
    BodyPlan plan = BodyPlan.ofOptional(exchange.head(), exchange.payload());
    return SmallBody.read(exchange, plan, CreateBucketConfiguration.MAX_BYTES)
        .compose(document -> {
          refuseOtherRegion(CreateBucketConfiguration.parse(document));
          BucketChecks.isNotLost(rooms, request.bucket());
          return rooms.lifecycle().create(request.bucket());
        })
        .map(created -> Answers.empty(200, List.of(Map.entry("Location", "/" + request.bucket()))));
  }

  Future<S3Response> head(S3Request.HeadBucket request) {
    return Future.succeededFuture(
        Answers.empty(200, List.of(Map.entry("x-amz-bucket-region", rooms.settings().region()))));
  }

  Future<S3Response> delete(S3Request.DeleteBucket request) {
    return rooms.lifecycle().delete(request.bucket()).map(deleted -> Answers.empty(204));
  }

  private void refuseOtherRegion(@Nullable String region) {
    if (region != null && !region.equalsIgnoreCase(rooms.settings().region())) {
      throw Refusal.exception(
          Reason.INVALID_LOCATION_CONSTRAINT,
          "This gateway serves the region " + rooms.settings().region() + " only.");
    }
  }
}
