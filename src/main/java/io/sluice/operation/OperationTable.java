package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.S3Request;
import io.vertx.core.Future;

/** The gateway's table of contents: each operation of S3 and the class that carries it out. */
final class OperationTable {
  private final Rooms rooms;
  private final ServiceReads service;
  private final BucketOperations buckets;
  private final Listings listings;
  private final GetObject get;
  private final HeadObject head;
  private final GetObjectAttributes attributes;
  private final PutObject put;
  private final CopyObject copy;
  private final RenameObject rename;
  private final DeleteOperations delete;
  private final UploadOperations uploads;
  private final UploadPart uploadPart;
  private final UploadPartCopy uploadPartCopy;
  private final CompleteMultipartUpload complete;
  private final UploadListings uploadListings;
  private final CannedReads canned;
  private final TaggingOperations tagging;
  private final CorsOperations cors;
  private final BucketTagging bucketTags;
  private final NoOpWrites noOps;

  OperationTable(Rooms rooms, CorsConfigurations configurations) {
    this.rooms = rooms;
    this.service = new ServiceReads(rooms);
    this.buckets = new BucketOperations(rooms);
    this.listings = new Listings(rooms);
    this.get = new GetObject(rooms);
    this.head = new HeadObject(rooms);
    this.attributes = new GetObjectAttributes(rooms);
    this.put = new PutObject(rooms);
    this.copy = new CopyObject(rooms);
    this.rename = new RenameObject(rooms);
    this.delete = new DeleteOperations(rooms);
    this.uploads = new UploadOperations(rooms);
    this.uploadPart = new UploadPart(rooms);
    this.uploadPartCopy = new UploadPartCopy(rooms);
    this.complete = new CompleteMultipartUpload(rooms);
    this.uploadListings = new UploadListings(rooms);
    this.canned = new CannedReads(rooms);
    this.tagging = new TaggingOperations(rooms);
    this.noOps = new NoOpWrites(rooms);
    this.cors = new CorsOperations(configurations);
    this.bucketTags = new BucketTagging(rooms);
  }

  /** Answers a request. A refusal is thrown, or fails the future. */
  Future<S3Response> answer(S3Request request, Exchange exchange) {
    return switch (request) {
      case S3Request.ListBuckets r -> service.answer(r, exchange);
      case S3Request.NotOffered r -> throw notOffered(r);
      case S3Request.CreateBucket r -> buckets.create(r, exchange);
      case S3Request.BucketRequest r -> {
        BucketChecks.exists(rooms, r.bucket());
        yield inBucket(r, exchange);
      }
    };
  }

  private Future<S3Response> inBucket(S3Request.BucketRequest request, Exchange exchange) {
    return switch (request) {
      // First, since cases are tried in turn and most requests are of these.
      case S3Request.ObjectRequest r -> onObject(r, exchange);
      case S3Request.CreateBucket r -> buckets.create(r, exchange);
      case S3Request.HeadBucket r -> buckets.head(r);
      case S3Request.DeleteBucket r -> buckets.delete(r);
      case S3Request.GetBucketLocation r -> canned.location();
      case S3Request.GetBucketVersioning r -> canned.versioning();
      case S3Request.PutBucketVersioning _ -> noOps.versioning(exchange);
      case S3Request.GetBucketAcl r -> canned.acl(exchange);
      case S3Request.PutBucketAcl r -> noOps.acl(r, exchange);
      case S3Request.GetUnset r -> canned.unset(r);
      case S3Request.DeleteUnset _ -> Future.succeededFuture(Answers.empty(204));
      case S3Request.GetBucketCors r -> cors.get(r);
      case S3Request.PutBucketCors r -> cors.put(r, exchange);
      case S3Request.DeleteBucketCors r -> cors.delete(r);
      case S3Request.GetBucketTagging r -> bucketTags.get(r);
      case S3Request.PutBucketTagging r -> bucketTags.put(r, exchange);
      case S3Request.DeleteBucketTagging r -> bucketTags.delete(r);
      case S3Request.ListObjects r -> listings.answer(r, exchange);
      case S3Request.ListObjectsV2 r -> listings.answer(r, exchange);
      case S3Request.ListObjectVersions r -> listings.answer(r, exchange);
      case S3Request.ListMultipartUploads r -> uploadListings.answer(r, exchange);
      case S3Request.DeleteObjects r -> delete.answer(r, exchange);
    };
  }

  private Future<S3Response> onObject(S3Request.ObjectRequest request, Exchange exchange) {
    return switch (request) {
      case S3Request.HeadObject r -> head.answer(r);
      case S3Request.GetObject r -> get.answer(r);
      case S3Request.GetObjectAttributes r -> attributes.answer(r);
      case S3Request.PutObject r -> put.answer(r, exchange);
      case S3Request.CopyObject r -> copy.answer(r);
      case S3Request.RenameObject r -> rename.answer(r, exchange);
      case S3Request.DeleteObject r -> delete.answer(r);
      case S3Request.GetObjectTagging r -> tagging.get(r);
      case S3Request.PutObjectTagging r -> tagging.put(r, exchange);
      case S3Request.DeleteObjectTagging r -> tagging.delete(r);
      case S3Request.GetObjectAcl r -> canned.acl(r, exchange);
      case S3Request.PutObjectAcl r -> noOps.acl(r, exchange);
      case S3Request.CreateMultipartUpload r -> uploads.create(r);
      case S3Request.UploadPart r -> uploadPart.answer(r, exchange);
      case S3Request.UploadPartCopy r -> uploadPartCopy.answer(r);
      case S3Request.CompleteMultipartUpload r -> complete.answer(r, exchange);
      case S3Request.AbortMultipartUpload r -> uploads.abort(r);
      case S3Request.ListParts r -> uploadListings.answer(r, exchange);
    };
  }

  private static RuntimeException notOffered(S3Request.NotOffered request) {
    return Refusal.exception(
        Reason.NOT_IMPLEMENTED, request.operation() + " is not implemented by this gateway.");
  }
}
