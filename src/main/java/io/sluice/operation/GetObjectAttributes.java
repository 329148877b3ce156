package io.sluice.operation;

import io.sluice.model.ObjectEntry;
import io.sluice.s3.HttpDates;
import io.sluice.s3.S3Request;
import io.sluice.s3.xml.AttributesDocument;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells what is known of an object and its parts.
 *
 * <p>Source: S3 API reference, GetObjectAttributes.
 */
final class GetObjectAttributes {
  private static final long NANOS = 1_000_000_000;

  private final ObjectReads reads;

  GetObjectAttributes(Rooms rooms) {
    this.reads = new ObjectReads(rooms);
  }

  Future<S3Response> answer(S3Request.GetObjectAttributes request) {
    return reads.lookup(request.bucket(), request.key()).map(entry -> answer(request, entry));
  }

  private static S3Response answer(S3Request.GetObjectAttributes request, ObjectEntry entry) {
    S3Response early = GetObject.conditional(entry, request.conditions());
    if (early != null) {
      return early;
    }
    S3Response plain = Answers.xml(AttributesDocument.bytes(request, entry));
    List<Map.Entry<String, String>> headers = new ArrayList<>(plain.headers());
    long second = Math.floorDiv(entry.identity().mtimeNanos(), NANOS);
    headers.add(Map.entry("Last-Modified", HttpDates.format(Instant.ofEpochSecond(second))));
    return new S3Response(plain.status(), headers, plain.body());
  }
}
