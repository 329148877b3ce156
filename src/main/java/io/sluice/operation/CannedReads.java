package io.sluice.operation;

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

  private static Future<S3Response> done(byte[] document) {
    return Future.succeededFuture(Answers.xml(document));
  }
}
