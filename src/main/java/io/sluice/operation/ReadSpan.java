package io.sluice.operation;

import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectEntry;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.ByteRange;
import io.sluice.s3.ReadOptions;
import io.sluice.s3.ResponseHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an object that a read asks for, by range or by part number.
 *
 * @param partial whether the answer is 206 with a Content-Range
 */
record ReadSpan(long offsetBytes, long lengthBytes, boolean partial) {
  static ReadSpan of(ObjectEntry entry, ReadOptions options) {
    long size = entry.identity().sizeBytes();
    Integer part = options.partNumber();
    if (part != null) {
      return ofPart(entry, part);
    }
    ByteRange range = options.range();
    if (range == null) {
      return new ReadSpan(0, size, false);
    }
    ByteRange.Span span = range.resolve(size);
    return new ReadSpan(span.offsetBytes(), span.lengthBytes(), true);
  }

  private static ReadSpan ofPart(ObjectEntry entry, int number) {
    PartLayout layout = layout(entry.claim());
    int parts = Math.max(1, layout.count());
    if (number > parts) {
      throw Refusal.exception(
          Reason.INVALID_PART, "The object has " + parts + " parts; there is no such part.");
    }
    if (layout.count() == 0) {
      return new ReadSpan(0, entry.identity().sizeBytes(), entry.identity().sizeBytes() > 0);
    }
    PartLayout.Span span = layout.span(number - 1);
    // Nothing can't be written as a Content-Range.
    return new ReadSpan(span.offsetBytes(), span.sizeBytes(), span.sizeBytes() > 0);
  }

  private static PartLayout layout(@Nullable ContentClaim claim) {
    return claim == null ? PartLayout.WHOLE : claim.parts();
  }

  int status() {
    return partial ? 206 : 200;
  }

  /** All headers of the answer but the length. */
  List<Map.Entry<String, String>> headers(ObjectEntry entry, ReadOptions options) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(ResponseHeaders.of(entry, options));
    if (partial) {
      String range =
          new ByteRange.Span(offsetBytes, lengthBytes).contentRange(entry.identity().sizeBytes());
      headers.add(Map.entry("Content-Range", range));
    }
    return headers;
  }
}
