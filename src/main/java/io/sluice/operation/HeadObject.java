package io.sluice.operation;

import io.sluice.model.ObjectEntry;
import io.sluice.s3.ReadOptions;
import io.sluice.s3.S3Request;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells what GetObject would, without the bytes. */
final class HeadObject {
  private final ObjectReads reads;

  HeadObject(Rooms rooms) {
    this.reads = new ObjectReads(rooms);
  }

  Future<S3Response> answer(S3Request.HeadObject request) {
    ObjectEntry now = reads.known(request.bucket(), request.key());
    if (now != null) {
      return Future.succeededFuture(answer(now, request));
    }
    return reads.lookup(request.bucket(), request.key()).map(entry -> answer(entry, request));
  }

  private static S3Response answer(ObjectEntry entry, S3Request.HeadObject request) {
    S3Response early = GetObject.conditional(entry, request.options().conditions());
    if (early != null) {
      return early;
    }
    ReadOptions options = request.options().of(entry);
    ReadSpan span = ReadSpan.of(entry, options);
    List<Map.Entry<String, String>> headers = new ArrayList<>(span.headers(entry, options));
    headers.add(Map.entry("Content-Length", Long.toString(span.lengthBytes())));
    return Answers.empty(span.status(), headers);
  }
}
