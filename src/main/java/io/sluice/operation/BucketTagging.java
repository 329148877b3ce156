package io.sluice.operation;

import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.xml.TaggingDocument;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Keeps and tells a bucket's tags, which lie on the volume as the document that S3 would answer.
 *
 * <p>Source: S3 API reference, PutBucketTagging, GetBucketTagging and DeleteBucketTagging.
 */
final class BucketTagging {
  private static final String DOCUMENT = "tags.xml";

  private final Rooms rooms;

  BucketTagging(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> get(S3Request.GetBucketTagging request) {
    VolumeRoot root = rooms.mounts().root(request.bucket());
    return rooms.blocking(request.bucket(), () -> Answers.xml(read(root)));
  }

  Future<S3Response> put(S3Request.PutBucketTagging request, Exchange exchange) {
    BodyPlan plan = BodyPlan.of(exchange.head(), exchange.payload());
    return SmallBody.read(exchange, plan, TaggingDocument.MAX_BYTES)
        .map(TaggingDocument::parseOfBucket)
        .compose(tags -> store(request, TaggingDocument.of(tags)))
        .map(stored -> Answers.empty(204));
  }

  Future<S3Response> delete(S3Request.DeleteBucketTagging request) {
    return store(request, null).map(removed -> Answers.empty(204));
  }

  private static byte[] read(VolumeRoot root) {
    try {
      byte[] document = root.documents().read(DOCUMENT);
      if (document == null) {
        throw Refusal.exception(Reason.NO_SUCH_TAG_SET, "The TagSet does not exist");
      }
      return TaggingDocument.of(TaggingDocument.parseOfBucket(document));
    } catch (FileFailure failure) {
      throw FileRefusals.of(failure).asException();
    }
  }

  private Future<Boolean> store(S3Request.BucketRequest request, byte @Nullable [] document) {
    VolumeRoot root = rooms.mounts().root(request.bucket());
    return rooms.doing(
        request.bucket(),
        () -> {
          try {
            if (document == null) {
              root.documents().remove(DOCUMENT);
            } else {
              root.documents().write(DOCUMENT, document);
            }
          } catch (FileFailure failure) {
            throw FileRefusals.of(failure).asException();
          }
        });
  }
}
