package io.sluice.s3;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/** Requests about a multipart upload. */
final class MultipartRoutes {
  private MultipartRoutes() {}

  static S3Request route(ParsedHead head, String bucket, ObjectKey key) {
    RequestQuery query = head.query();
    if (query.has("uploads")) {
      return create(head, bucket, key);
    }
    String uploadId = query.getOrEmpty("uploadId");
    if (uploadId.isEmpty()) {
      throw Refusal.exception(Reason.NO_SUCH_UPLOAD, "The specified upload does not exist.");
    }
    return switch (head.method()) {
      case "GET" -> listParts(query, bucket, key, uploadId);
      case "PUT" -> uploadPart(head, bucket, key, uploadId);
      case "POST" ->
          new S3Request.CompleteMultipartUpload(
              bucket,
              key,
              uploadId,
              ConditionHeaders.ofWrite(head),
              ChecksumHeaders.objectSize(head),
              ChecksumHeaders.askedType(head),
              ChecksumHeaders.ofObject(head));
      case "DELETE" -> new S3Request.AbortMultipartUpload(bucket, key, uploadId);
      default -> throw RequestRouter.methodNotAllowed();
    };
  }

  private static S3Request create(ParsedHead head, String bucket, ObjectKey key) {
    if (head.method().equals("GET")) {
      throw Refusal.exception(
          Reason.INVALID_REQUEST, "Key is not expected for the GET method ?uploads subresource.");
    }
    if (!head.method().equals("POST")) {
      throw RequestRouter.methodNotAllowed();
    }
    if (key.isDirectory()) {
      throw Refusal.exception(
          Reason.DIRECTORY_OBJECT_CONTAINS_DATA,
          "A key that ends in a slash names a directory, which holds no content.");
    }
    ChecksumAlgorithm algorithm = ChecksumHeaders.algorithm(head);
    Checksum.Type type = ChecksumHeaders.type(head, algorithm);
    return new S3Request.CreateMultipartUpload(
        bucket, key, TaggingHeader.withTags(head), algorithm, type);
  }

  private static S3Request uploadPart(
      ParsedHead head, String bucket, ObjectKey key, String uploadId) {
    int partNumber = QueryNumbers.partNumber(head.query());
    if (!head.hasHeader(CopyHeaders.SOURCE)) {
      return new S3Request.UploadPart(bucket, key, uploadId, partNumber);
    }
    return new S3Request.UploadPartCopy(
        bucket, key, uploadId, partNumber, CopyHeaders.source(head), CopyHeaders.range(head));
  }

  private static S3Request listParts(
      RequestQuery query, String bucket, ObjectKey key, String uploadId) {
    int most = ListParameters.MAX_ENTRIES;
    return new S3Request.ListParts(
        bucket,
        key,
        uploadId,
        QueryNumbers.within(query, "part-number-marker", 0, Integer.MAX_VALUE, 0),
        QueryNumbers.capped(query, "max-parts", most, most),
        BucketRoutes.isUrlEncoded(query));
  }
}
