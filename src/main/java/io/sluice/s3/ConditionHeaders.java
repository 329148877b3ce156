package io.sluice.s3;

import io.sluice.model.Conditions;
import io.sluice.model.EntityTag;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions in headers. A date that can't be read is ignored (RFC 9110, section 13.1.3). */
public final class ConditionHeaders {
  private static final String IF_MATCH_TIME = "x-amz-if-match-last-modified-time";
  private static final String IF_MATCH_SIZE = "x-amz-if-match-size";
  private static final String OF_COPY_SOURCE = "x-amz-copy-source-";

  private ConditionHeaders() {}

  static Conditions ofRead(ParsedHead head) {
    return parse(head, "");
  }

  static Conditions ofCopySource(ParsedHead head) {
    return parse(head, OF_COPY_SOURCE);
  }

  /**
   * Of a write: If-Match and If-None-Match. S3 itself knows only a star in the latter; a tag there
   * means "unless it is this content", as RFC 9110 has it.
   */
  static Conditions ofWrite(ParsedHead head) {
    return new Conditions(
        tags(head.joinedHeader("if-match")), tags(head.joinedHeader("if-none-match")), null, null);
  }

  /** Of what a rename replaces; unlike other writes it has conditions on dates, too. */
  static Conditions ofRename(ParsedHead head) {
    return parse(head, "");
  }

  static Conditions ofRenameSource(ParsedHead head) {
    return parse(head, RenameHeaders.SOURCE + "-");
  }

  /** Of a delete: If-Match, and the time and size that the object must have. */
  static Conditions ofDelete(ParsedHead head) {
    if (head.hasHeader("if-none-match")) {
      throw Refusal.exception(
          Reason.NOT_IMPLEMENTED, "If-None-Match is not implemented for deletes.");
    }
    return new Conditions(
        tags(head.joinedHeader("if-match")),
        List.of(),
        null,
        null,
        new Conditions.State(
            modified(head.header(IF_MATCH_TIME)), size(head.header(IF_MATCH_SIZE))));
  }

  /** The time in a delete's condition, in HTTP's form or ISO 8601; never ignored. */
  public static @Nullable Instant modified(@Nullable String value) {
    if (value == null) {
      return null;
    }
    Instant time = HttpDates.parse(value);
    if (time != null) {
      return time;
    }
    try {
      return OffsetDateTime.parse(value.strip()).toInstant();
    } catch (DateTimeParseException e) {
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT, "The time in the condition of a delete can't be read.");
    }
  }

  /** The size in a delete's condition. */
  public static @Nullable Long size(@Nullable String value) {
    if (value == null) {
      return null;
    }
    try {
      long size = Long.parseLong(value.strip());
      if (size >= 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw Refusal.exception(
        Reason.INVALID_ARGUMENT, "The size in the condition of a delete is not a length.");
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
}
