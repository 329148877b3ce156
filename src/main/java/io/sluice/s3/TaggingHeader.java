package io.sluice.s3;

import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.model.TagRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags that come with a write, in the form of a URL's query. */
final class TaggingHeader {
  private static final String NAME = "x-amz-tagging";

  private TaggingHeader() {}

  /** The metadata that a write gives its object, with its tags. */
  static ObjectMetadata withTags(ParsedHead head) {
    return MetadataHeaders.parse(head).withTags(parse(head));
  }

  /** The tags that a copy is to have, or null for those of its source. */
  static @Nullable Map<String, String> ofCopy(ParsedHead head) {
    String directive = head.header("x-amz-tagging-directive");
    if (directive == null || directive.equals("COPY")) {
      return null;
    }
    if (directive.equals("REPLACE")) {
      return parse(head);
    }
    throw Refusal.exception(Reason.INVALID_ARGUMENT, "Unknown tagging directive.");
  }

  private static Map<String, String> parse(ParsedHead head) {
    String value = head.header(NAME);
    List<Map.Entry<String, String>> tags = new ArrayList<>();
    if (value != null) {
      for (String pair : value.split("&", -1)) {
        if (!pair.isEmpty()) {
          tags.add(tag(pair));
        }
      }
    }
    return TagRules.checked(tags);
  }

  private static Map.Entry<String, String> tag(String pair) {
    int equals = pair.indexOf('=');
    String key = equals < 0 ? pair : pair.substring(0, equals);
    String value = equals < 0 ? "" : pair.substring(equals + 1);
    try {
      return Map.entry(PercentCoding.decodeQuery(key), PercentCoding.decodeQuery(value));
    } catch (RefusedException notEncoded) {
      throw Refusal.exception(
          Reason.INVALID_ARGUMENT,
          "The header '"
              + NAME
              + "' shall be encoded as UTF-8 then URLEncoded URL query"
              + " parameters without tag name duplicates.");
    }
  }
}
