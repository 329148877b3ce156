package io.sluice.operation;

import io.sluice.model.Conditions;
import io.sluice.model.ObjectEntry;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.ReadOptions;
import io.sluice.s3.ResponseHeaders;
import io.sluice.s3.S3Request;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object: headers, conditions and bytes are all those of one open file.
 *
 * <p>Source: S3 API reference, GetObject and HeadObject; RFC 9110, 13 and 14.
 */
final class GetObject {
  private final ObjectReads reads;

  GetObject(Rooms rooms) {
    this.reads = new ObjectReads(rooms);
  }

  Future<S3Response> answer(S3Request.GetObject request) {
    ObjectReads.Opened now = reads.openedNow(request.bucket(), request.key());
    if (now != null) {
      return Future.succeededFuture(answer(now, request.options()));
    }
    return reads
        .lookup(request.bucket(), request.key())
        .compose(entry -> reads.open(request.bucket(), entry))
        .map(opened -> answer(opened, request.options()));
  }

  private static S3Response answer(ObjectReads.Opened opened, ReadOptions asked) {
    boolean handedOver = false;
    try {
      ObjectEntry entry = opened.entry();
      S3Response early = conditional(entry, asked.conditions());
      if (early != null) {
        return early;
      }
      ReadOptions options = asked.of(entry);
      ReadSpan span = ReadSpan.of(entry, options);
      List<Map.Entry<String, String>> headers = span.headers(entry, options);
      if (opened.file() == null) {
        return new S3Response(span.status(), headers, inMemory(opened, span));
      }
      handedOver = true;
      return new S3Response(
          span.status(),
          headers,
          new ResponseBody.FileRange(opened.file(), span.offsetBytes(), span.lengthBytes()));
    } finally {
      if (!handedOver) {
        opened.close();
      }
    }
  }

  private static ResponseBody inMemory(ObjectReads.Opened opened, ReadSpan span) {
    ByteBuffer content = opened.content();
    if (content == null || span.lengthBytes() == 0) {
      return new ResponseBody.Empty();
    }
    byte[] bytes = new byte[Math.toIntExact(span.lengthBytes())];
    content.get(Math.toIntExact(span.offsetBytes()), bytes);
    return new ResponseBody.Bytes(Buffer.buffer(bytes));
  }

  /** The answer that the conditions call for, null to go on. */
  static @Nullable S3Response conditional(ObjectEntry entry, Conditions conditions) {
    return switch (conditions.evaluate(entry)) {
      case PROCEED -> null;
      case NOT_MODIFIED -> Answers.empty(304, ResponseHeaders.ofNotModified(entry));
      case PRECONDITION_FAILED ->
          throw Refusal.exception(
              Reason.PRECONDITION_FAILED,
              "At least one of the pre-conditions you specified did not hold.");
    };
  }
}
