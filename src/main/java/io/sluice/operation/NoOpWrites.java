package io.sluice.operation;

import io.sluice.model.ObjectKey;
import io.sluice.s3.S3Request;
import io.sluice.s3.body.BodyPlan;
import io.sluice.s3.xml.AclDocument;
import io.sluice.s3.xml.VersioningRequest;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Settings that are taken when they say what is so anyway, and refused when they don't: versions
 * that are suspended, a list of grants that has none but the owner's.
 */
final class NoOpWrites {
  private final ObjectReads reads;

  NoOpWrites(Rooms rooms) {
    this.reads = new ObjectReads(rooms);
  }

  Future<S3Response> versioning(Exchange exchange) {
    BodyPlan plan = BodyPlan.of(exchange.head(), exchange.payload());
    return SmallBody.read(exchange, plan, VersioningRequest.MAX_BYTES)
        .map(document -> {
          VersioningRequest.check(document);
          return Answers.empty(200);
        });
  }

  Future<S3Response> acl(S3Request.PutBucketAcl request, Exchange exchange) {
    return acl(request.canned(), exchange);
  }

  Future<S3Response> acl(S3Request.PutObjectAcl request, Exchange exchange) {
    ObjectKey key = request.key();
    return reads.lookup(request.bucket(), key).compose(entry -> acl(request.canned(), exchange));
  }

  /** Either a header names a list or the body holds one. */
  private static Future<S3Response> acl(@Nullable String canned, Exchange exchange) {
    BodyPlan plan = BodyPlan.ofOptional(exchange.head(), exchange.payload());
    return SmallBody.read(exchange, plan, AclDocument.MAX_BYTES)
        .map(document -> {
          if (canned == null || document.length > 0) {
            AclDocument.check(document, exchange.owner().id());
          }
          return Answers.empty(200);
        });
  }
}
