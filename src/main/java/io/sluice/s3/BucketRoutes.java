package io.sluice.s3;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/** Requests about a bucket. */
final class BucketRoutes {
  private BucketRoutes() {}

  static S3Request route(ParsedHead head, String bucket) {
    ObjectRoutes.refuseCopySource(head);
    S3Request notOffered = Subresources.ofBucket(head, bucket);
    if (notOffered != null) {
      return notOffered;
    }
    if (head.query().has("cors")) {
      return cors(head, bucket);
    }
    if (head.query().has("tagging")) {
      return tagging(head, bucket);
    }
    return switch (head.method()) {
      case "GET" -> get(head.query(), bucket);
      case "PUT" -> put(head, bucket);
      case "POST" -> post(head, bucket);
      case "HEAD" -> plain(head, new S3Request.HeadBucket(bucket));
      case "DELETE" -> plain(head, new S3Request.DeleteBucket(bucket));
      default -> throw RequestRouter.methodNotAllowed();
    };
  }

  private static S3Request cors(ParsedHead head, String bucket) {
    return switch (head.method()) {
      case "GET" -> new S3Request.GetBucketCors(bucket);
      case "PUT" -> new S3Request.PutBucketCors(bucket);
      case "DELETE" -> new S3Request.DeleteBucketCors(bucket);
      default -> throw RequestRouter.methodNotAllowed();
    };
  }

  private static S3Request tagging(ParsedHead head, String bucket) {
    return switch (head.method()) {
      case "GET" -> new S3Request.GetBucketTagging(bucket);
      case "PUT" -> new S3Request.PutBucketTagging(bucket);
      case "DELETE" -> new S3Request.DeleteBucketTagging(bucket);
      default -> throw RequestRouter.methodNotAllowed();
    };
  }

  private static S3Request get(RequestQuery query, String bucket) {
    if (query.has("location")) {
      return new S3Request.GetBucketLocation(bucket);
    }
    if (query.has("versioning")) {
      return new S3Request.GetBucketVersioning(bucket);
    }
    if (query.has("acl")) {
      return new S3Request.GetBucketAcl(bucket);
    }
    if (query.has("uploads")) {
      return new S3Request.ListMultipartUploads(
          bucket,
          listParameters(query, "max-uploads"),
          query.getOrEmpty("key-marker"),
          query.getOrEmpty("upload-id-marker"));
    }
    if (query.has("versions")) {
      if (!query.getOrEmpty("version-id-marker").isEmpty()
          && query.getOrEmpty("key-marker").isEmpty()) {
        throw Refusal.exception(
            Reason.INVALID_ARGUMENT,
            "A version-id marker cannot be specified without a key marker.");
      }
      return new S3Request.ListObjectVersions(
          bucket,
          listParameters(query, "max-keys"),
          query.getOrEmpty("key-marker"),
          query.getOrEmpty("version-id-marker"));
    }
    Subresources.refuseOfObjects(query);
    return listObjects(query, bucket);
  }

  private static S3Request listObjects(RequestQuery query, String bucket) {
    ListParameters list = listParameters(query, "max-keys");
    return switch (query.getOrEmpty("list-type")) {
      case "", "1" -> new S3Request.ListObjects(bucket, list, query.getOrEmpty("marker"));
      case "2" ->
          new S3Request.ListObjectsV2(
              bucket,
              list,
              query.get("continuation-token"),
              query.getOrEmpty("start-after"),
              query.getOrEmpty("fetch-owner").equalsIgnoreCase("true"));
      default ->
          throw Refusal.exception(
              Reason.INVALID_ARGUMENT, "Invalid List Type specified in Request");
    };
  }

  private static ListParameters listParameters(RequestQuery query, String maximum) {
    int most = ListParameters.MAX_ENTRIES;
    return new ListParameters(
        query.getOrEmpty("prefix"),
        query.getOrEmpty("delimiter"),
        QueryNumbers.capped(query, maximum, most, most),
        isUrlEncoded(query));
  }

  static boolean isUrlEncoded(RequestQuery query) {
    String type = query.getOrEmpty("encoding-type");
    if (type.isEmpty() || type.equals("url")) {
      return !type.isEmpty();
    }
    throw Refusal.exception(
        Reason.INVALID_ARGUMENT, "Invalid Encoding Method specified in Request");
  }

  private static S3Request put(ParsedHead head, String bucket) {
    if (head.query().has("acl")) {
      return new S3Request.PutBucketAcl(bucket, head.header(UnofferedHeaders.ACL));
    }
    if (head.query().has("versioning")) {
      return new S3Request.PutBucketVersioning(bucket);
    }
    return plain(head, new S3Request.CreateBucket(bucket));
  }

  private static S3Request post(ParsedHead head, String bucket) {
    return head.query().has("delete")
        ? new S3Request.DeleteObjects(bucket)
        : plain(head, new S3Request.NotOffered("PostObject"));
  }

  // A subresource that this method does not have must not become the plain operation.
  private static S3Request plain(ParsedHead head, S3Request request) {
    Subresources.refuseOfObjects(head.query());
    for (String name : new String[] {"acl", "location", "uploads", "versioning", "versions"}) {
      if (head.query().has(name)) {
        throw RequestRouter.methodNotAllowed();
      }
    }
    return request;
  }
}
