package io.sluice.s3;

import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The metadata that a write gives its object.
 *
 * <p>Source: S3 user guide, "Working with object metadata".
 */
final class MetadataHeaders {
  /** User metadata starts with this. */
  static final String USER = "x-amz-meta-";

  /** The most bytes of UTF-8 that names and values of user metadata take together. */
  static final int MAX_USER_BYTES = 2048;

  private MetadataHeaders() {}

  static ObjectMetadata parse(ParsedHead head) {
    String type = text(head, "content-type");
    return new ObjectMetadata(
        type == null ? ObjectMetadata.DEFAULT_CONTENT_TYPE : type,
        contentEncoding(head),
        text(head, "content-disposition"),
        text(head, "content-language"),
        text(head, "cache-control"),
        text(head, "expires"),
        user(head));
  }

  private static @Nullable String text(ParsedHead head, String name) {
    String value = head.joinedHeader(name);
    return value == null || value.isBlank() ? null : HeaderText.decodeOctets(value);
  }

  /** Without {@code aws-chunked}, which speaks of the transfer, not of the object. */
  private static @Nullable String contentEncoding(ParsedHead head) {
    String value = text(head, "content-encoding");
    if (value == null) {
      return null;
    }
    StringBuilder kept = new StringBuilder(value.length());
    for (String coding : value.split(",", -1)) {
      String name = coding.strip();
      if (!name.isEmpty() && !name.equalsIgnoreCase("aws-chunked")) {
        kept.append(kept.isEmpty() ? "" : ", ").append(name);
      }
    }
    return kept.isEmpty() ? null : kept.toString();
  }

  private static Map<String, String> user(ParsedHead head) {
    Map<String, String> user = new TreeMap<>();
    for (RequestHead.Header header : head.headers()) {
      if (header.name().startsWith(USER)) {
        String name = header.name().substring(USER.length());
        if (name.isEmpty()) {
          throw Refusal.exception(Reason.INVALID_ARGUMENT, "User metadata without a name.");
        }
        // S3 joins the values of a name that is sent twice.
        user.merge(name, HeaderText.decode(header.value()), (a, b) -> a + "," + b);
      }
    }
    checkSize(user);
    return user;
  }

  private static void checkSize(Map<String, String> user) {
    int bytes = 0;
    for (Map.Entry<String, String> entry : user.entrySet()) {
      bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
      bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    if (bytes > MAX_USER_BYTES) {
      throw Refusal.exception(
          Reason.METADATA_TOO_LARGE,
          "Your metadata headers exceed the maximum allowed metadata size of "
              + MAX_USER_BYTES
              + " bytes.");
    }
  }
}
