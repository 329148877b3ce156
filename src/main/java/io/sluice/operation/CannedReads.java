package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.S3Request;
import io.sluice.s3.xml.BucketDocuments;
import io.vertx.core.Future;

/** Truthful answers for what a volume does not have: versions, access control lists. */
final class CannedReads {
  private final Rooms rooms;
  private final ObjectReads reads;

  CannedReads(Rooms rooms) {
    this.rooms = rooms;
    this.reads = new ObjectReads(rooms);
  }

  Future<S3Response> location() {
    return done(BucketDocuments.location(rooms.settings().region()));
  }

  Future<S3Response> versioning() {
    return done(BucketDocuments.versioning());
  }

  Future<S3Response> acl(Exchange exchange) {
    return done(BucketDocuments.acl(exchange.owner()));
  }

  Future<S3Response> acl(S3Request.GetObjectAcl request, Exchange exchange) {
    return reads
        .lookup(request.bucket(), request.key())
        .map(entry -> Answers.xml(BucketDocuments.acl(exchange.owner())));
  }

  Future<S3Response> unset(S3Request.GetUnset request) {
    Reason absence = request.configuration().absence();
    if (absence != null) {
      throw Refusal.exception(absence, "The bucket has no such configuration.");
    }
    return done(BucketDocuments.unset(request.configuration()));
  }

  private static Future<S3Response> done(byte[] document) {
    return Future.succeededFuture(Answers.xml(document));
  }
}
