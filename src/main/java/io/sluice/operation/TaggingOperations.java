package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.xml.TaggingDocument;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Reads and changes an object's tags.
 *
 * <p>Source: S3 API reference, PutObjectTagging, GetObjectTagging and DeleteObjectTagging.
 */
final class TaggingOperations {
  private final Rooms rooms;
  private final ObjectReads reads;

  TaggingOperations(Rooms rooms) {
    this.rooms = rooms;
    this.reads = new ObjectReads(rooms);
  }

  Future<S3Response> get(S3Request.GetObjectTagging request) {
    return reads
        .lookup(request.bucket(), request.key())
        .map(entry -> Answers.xml(TaggingDocument.of(entry.metadata().tags())));
  }

  Future<S3Response> put(S3Request.PutObjectTagging request, Exchange exchange) {
    BodyPlan plan = BodyPlan.of(exchange.head(), exchange.payload());
    return SmallBody.read(exchange, plan, TaggingDocument.MAX_BYTES)
        .map(TaggingDocument::parse)
        .compose(tags -> set(request, tags))
        .map(done -> Answers.empty(200));
  }

  Future<S3Response> delete(S3Request.DeleteObjectTagging request) {
    return set(request, Map.of()).map(done -> Answers.empty(204));
  }

  private Future<?> set(S3Request.ObjectRequest request, Map<String, String> tags) {
    return rooms.volumes().ask(new VolumeCommand.SetTags(request.bucket(), request.key(), tags));
  }
}
