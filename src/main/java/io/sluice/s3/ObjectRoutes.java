package io.sluice.s3;

import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/** Requests about an object. */
final class ObjectRoutes {
  private ObjectRoutes() {}

  static S3Request route(ParsedHead head, String bucket, ObjectKey key) {
    S3Request.NotOffered notOffered = Subresources.ofObject(head);
    if (notOffered != null) {
      return notOffered;
    }
    Subresources.refuseOfBuckets(head.query());
    checkVersion(head.query());
    if (!head.method().equals("PUT")) {
      refuseCopySource(head);
    }
    RequestQuery query = head.query();
    if (query.has(RenameHeaders.PARAMETER)) {
      return RenameHeaders.parse(head, bucket, key);
    }
    if (query.has("acl") || query.has("tagging")) {
      return described(head, bucket, key);
    }
    if (query.has("attributes")) {
      if (!head.method().equals("GET")) {
        throw RequestRouter.methodNotAllowed();
      }
      return AttributesHeaders.parse(head, bucket, key);
    }
    if (query.has("uploads") || query.has("uploadId")) {
      return MultipartRoutes.route(head, bucket, key);
    }
    return plain(head, bucket, key);
  }

  private static S3Request described(ParsedHead head, String bucket, ObjectKey key) {
    boolean acl = head.query().has("acl");
    return switch (head.method()) {
      case "GET" ->
          acl
              ? new S3Request.GetObjectAcl(bucket, key)
              : new S3Request.GetObjectTagging(bucket, key);
      case "PUT" ->
          acl
              ? new S3Request.PutObjectAcl(bucket, key, head.header(UnofferedHeaders.ACL))
              : new S3Request.PutObjectTagging(bucket, key);
      case "DELETE" ->
          acl
              ? Subresources.notOffered(head, "ObjectAcl")
              : new S3Request.DeleteObjectTagging(bucket, key);
      default -> throw RequestRouter.methodNotAllowed();
    };
  }

  private static S3Request plain(ParsedHead head, String bucket, ObjectKey key) {
    return switch (head.method()) {
      case "GET" -> new S3Request.GetObject(bucket, key, ReadHeaders.options(head));
      case "HEAD" -> new S3Request.HeadObject(bucket, key, ReadHeaders.options(head));
      case "PUT" -> put(head, bucket, key);
      case "DELETE" -> new S3Request.DeleteObject(bucket, key, ConditionHeaders.ofDelete(head));
      default -> throw RequestRouter.methodNotAllowed();
    };
  }

  private static S3Request put(ParsedHead head, String bucket, ObjectKey key) {
    if (head.query().has("partNumber")) {
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT, "This operation does not accept partNumber without uploadId.");
    }
    if (head.hasHeader(CopyHeaders.SOURCE)) {
      return CopyHeaders.copyObject(head, bucket, key);
    }
    return new S3Request.PutObject(
        bucket, key, TaggingHeader.withTags(head), ConditionHeaders.ofWrite(head));
  }

  static void refuseCopySource(ParsedHead head) {
    if (head.hasHeader(CopyHeaders.SOURCE)) {
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT, "You can only specify a copy source header for copy requests.");
    }
  }

  // Without versions there is one version of an object, whose id is "null".
  private static void checkVersion(RequestQuery query) {
    String version = query.get("versionId");
    if (version == null || version.equals("null")) {
      if (query.has("versions")) {
        throw Refusal.exception(
            Reason.INVALID_REQUEST, "There is no subresource 'versions' of an object.");
      }
      return;
    }
    if (version.isEmpty()) {
      throw Refusal.exception(Reason.INVALID_ARGUMENT, "Version id cannot be the empty string.");
    }
    throw Refusal.exception(Reason.NO_SUCH_VERSION, "The specified version does not exist.");
  }
}
