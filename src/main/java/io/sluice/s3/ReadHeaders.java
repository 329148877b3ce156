package io.sluice.s3;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import org.jspecify.annotations.Nullable;

/** What GET and HEAD of an object may ask for. */
final class ReadHeaders {
  private ReadHeaders() {}

  static ReadOptions options(ParsedHead head) {
    ByteRange range = ByteRange.parse(head.header("range"));
    Integer partNumber = null;
    if (head.query().has("partNumber")) {
      partNumber = QueryNumbers.partNumber(head.query());
      if (head.hasHeader("range")) {
        throw Refusal.exception(
            Reason.INVALID_REQUEST,
            "Cannot specify both Range header and partNumber query parameter.");
      }
    }
    return new ReadOptions(
        ConditionHeaders.ofRead(head),
        range,
        RangeCondition.parse(head.header("if-range")),
        partNumber,
        overrides(head.query()),
        "ENABLED".equalsIgnoreCase(head.header("x-amz-checksum-mode")));
  }

  private static ResponseOverrides overrides(RequestQuery query) {
    return new ResponseOverrides(
        override(query, "response-content-type"),
        override(query, "response-content-encoding"),
        override(query, "response-content-disposition"),
        override(query, "response-content-language"),
        override(query, "response-cache-control"),
        override(query, "response-expires"));
  }

  private static @Nullable String override(RequestQuery query, String name) {
    String value = query.get(name);
    if (value != null && value.chars().anyMatch(Character::isISOControl)) {
      // A line break would let the query write headers of its own.
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT, "Argument " + name + " holds control characters.");
    }
    return value;
  }
}
