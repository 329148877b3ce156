package io.sluice.s3;

import io.sluice.model.Conditions;
import io.sluice.model.EntityTag;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions in headers. A date that can't be read is ignored (RFC 9110, section 13.1.3). */
final class ConditionHeaders {
  private static final String OF_COPY_SOURCE = "x-amz-copy-source-";

  private ConditionHeaders() {}

  static Conditions ofRead(ParsedHead head) {
    return parse(head, "");
  }

  static Conditions ofCopySource(ParsedHead head) {
    return parse(head, OF_COPY_SOURCE);
  }

  /** What S3 allows of a write: any If-Match, and If-None-Match of a star alone. */
  static Conditions ofWrite(ParsedHead head) {
    List<String> ifNoneMatch = tags(head.joinedHeader("if-none-match"));
    if (!ifNoneMatch.isEmpty() && !ifNoneMatch.equals(List.of(Conditions.ANY))) {
      throw notImplemented();
    }
    return new Conditions(tags(head.joinedHeader("if-match")), ifNoneMatch, null, null);
  }

  /** What S3 allows of a delete: If-Match. */
  static Conditions ofDelete(ParsedHead head) {
    if (head.hasHeader("if-none-match")) {
      throw notImplemented();
    }
    return new Conditions(tags(head.joinedHeader("if-match")), List.of(), null, null);
  }

  private static Conditions parse(ParsedHead head, String prefix) {
    return new Conditions(
        tags(head.joinedHeader(prefix + "if-match")),
        tags(head.joinedHeader(prefix + "if-none-match")),
        date(head.header(prefix + "if-modified-since")),
        date(head.header(prefix + "if-unmodified-since")));
  }

  private static @Nullable Instant date(@Nullable String value) {
    return value == null ? null : HttpDates.parse(value);
  }

  /**
   * The tags of a list, without their quotes; clients send them with and without. An empty header
   * is one empty tag, which no object has: a condition is never dropped.
   */
  static List<String> tags(@Nullable String header) {
    List<String> tags = new ArrayList<>(1);
    if (header == null) {
      return tags;
    }
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        tags.add(tag(header.substring(start, i)));
        start = i + 1;
      }
    }
    tags.add(tag(header.substring(start)));
    return tags;
  }

  private static String tag(String text) {
    String tag = text.strip();
    if (tag.startsWith(Conditions.WEAK)) {
      return Conditions.WEAK + EntityTag.unquoted(tag.substring(Conditions.WEAK.length()));
    }
    return EntityTag.unquoted(tag);
  }

  private static RuntimeException notImplemented() {
    return Refusal.exception(
        Reason.NOT_IMPLEMENTED, "If-None-Match is only implemented as '*', and not for deletes.");
  }
}
