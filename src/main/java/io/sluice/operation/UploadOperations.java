package io.sluice.operation;

import io.sluice.bus.VolumeCommand;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.UploadSpec;
import io.sluice.s3.S3Request;
import io.sluice.s3.xml.UploadDocument;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts and gives up multipart uploads. */
final class UploadOperations {
  private final Rooms rooms;

  UploadOperations(Rooms rooms) {
    this.rooms = rooms;
  }

  Future<S3Response> create(S3Request.CreateMultipartUpload request) {
    if (request.key().isDirectory()) {
      throw Refusal.exception(
          Reason.DIRECTORY_OBJECT_CONTAINS_DATA,
          "A key that ends in '/' names a directory, which can't hold content.");
    }
    var spec = new UploadSpec(request.metadata(), request.checksum(), request.checksumType());
    return rooms
        .volumes()
        .ask(
            new VolumeCommand.CreateUpload(
                request.bucket(), request.key(), rooms.newUploadId(), spec))
        .map(created -> {
          S3Response plain = Answers.xml(UploadDocument.created(request, created.uploadId()));
          return new S3Response(plain.status(), headers(plain, request), plain.body());
        });
  }

  private static List<Map.Entry<String, String>> headers(
      S3Response plain, S3Request.CreateMultipartUpload request) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(plain.headers());
    ChecksumAlgorithm algorithm = request.checksum();
    if (algorithm != null && request.checksumType() != null) {
      headers.add(Map.entry("x-amz-checksum-algorithm", algorithm.name()));
      headers.add(Map.entry("x-amz-checksum-type", request.checksumType().name()));
    }
    return headers;
  }

  Future<S3Response> abort(S3Request.AbortMultipartUpload request) {
    return rooms
        .volumes()
        .ask(new VolumeCommand.AbortUpload(request.bucket(), request.key(), request.uploadId()))
        .map(aborted -> Answers.empty(204));
  }
}
