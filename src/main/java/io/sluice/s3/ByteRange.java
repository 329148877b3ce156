package io.sluice.s3;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one range of bytes that a request asks for (RFC 9110, section 14). */
public sealed interface ByteRange {
  /**
   * From one offset to another, both included; {@code last} is the largest long for an open end.
   */
  record Between(long first, long last) implements ByteRange {}

  /** The last bytes. */
  record Suffix(long lengthBytes) implements ByteRange {}

  /** A range within content of a known size. */
  record Span(long offsetBytes, long lengthBytes) {
    /** The value of Content-Range. */
    public String contentRange(long sizeBytes) {
      return "bytes " + offsetBytes + "-" + (offsetBytes + lengthBytes - 1) + "/" + sizeBytes;
    }
  }

  /** One range; a second one, after a comma, does not fit and the header is ignored. */
  Pattern FORM = Pattern.compile("bytes\\s*=\\s*(\\d*)\\s*-\\s*(\\d*)", Pattern.CASE_INSENSITIVE);

  /**
   * The range that a Range header names, or null when the header must be ignored: another unit,
   * several ranges, or not of the form. S3 then answers the whole object, and so do we.
   */
  static @Nullable ByteRange parse(@Nullable String header) {
    if (header == null) {
      return null;
    }
    Matcher matcher = FORM.matcher(header.strip());
    if (!matcher.matches()) {
      return null;
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? null : new Suffix(offset(last));
    }
    Between range = new Between(offset(first), last.isEmpty() ? Long.MAX_VALUE : offset(last));
    return range.last() < range.first() ? null : range;
  }

  /** Where this range lies in content of a size, or a refusal with INVALID_RANGE. */
  default Span resolve(long sizeBytes) {
    return switch (this) {
      case Between(long first, long last) when first < sizeBytes ->
          new Span(first, Math.min(last, sizeBytes - 1) - first + 1);
      case Suffix(long length) when length > 0 && sizeBytes > 0 -> {
        long kept = Math.min(length, sizeBytes);
        yield new Span(sizeBytes - kept, kept);
      }
      case Between _, Suffix _ -> throw unsatisfiable(sizeBytes).asException();
    };
  }

  private Refusal unsatisfiable(long sizeBytes) {
    return new Refusal(
        Reason.INVALID_RANGE,
        "The requested range is not satisfiable.",
        Map.of(Refusal.RANGE, text(), Refusal.ACTUAL_SIZE, Long.toString(sizeBytes)));
  }

  private String text() {
    return switch (this) {
      case Between(long first, long last) ->
          "bytes=" + first + "-" + (last == Long.MAX_VALUE ? "" : last);
      case Suffix(long length) -> "bytes=-" + length;
    };
  }

  // More digits than a long holds are beyond any object: clamped, not refused.
  private static long offset(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
