package io.sluice.wire;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A multipart upload under way. */
record Upload(S3Client s3, String bucket, String key, String id) {
  static Upload begin(S3Client s3, String bucket, String key) {
    return new Upload(
        s3,
        bucket,
        key,
        s3.createMultipartUpload(r -> r.bucket(bucket).key(key).contentType("text/x-parts"))
            .uploadId());
  }

  /** Sends a part; gives its ETag. */
  String part(int number, byte[] content) {
    UploadPartResponse answer =
        s3.uploadPart(
            r -> r.bucket(bucket).key(key).uploadId(id).partNumber(number),
            RequestBody.fromBytes(content));
    return answer.eTag();
  }

  CompleteMultipartUploadResponse complete(List<CompletedPart> parts) {
    return s3.completeMultipartUpload(
        r -> r.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  void abort() {
    s3.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(id));
  }

  /** Sends these parts as 1, 2, 3 ... and completes with them. */
  CompleteMultipartUploadResponse completeWith(byte[]... contents) {
    List<CompletedPart> parts = new ArrayList<>();
    for (int i = 0; i < contents.length; i++) {
      parts.add(named(i + 1, part(i + 1, contents[i])));
    }
    return complete(parts);
  }

  static CompletedPart named(int number, String etag) {
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }
}
