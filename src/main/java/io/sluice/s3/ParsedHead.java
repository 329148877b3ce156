package io.sluice.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's head with its query decoded.
 *
 * <p>Signers of URLs may move {@code x-amz-*} headers into the query, where S3 reads them as it
 * would headers: {@link #header} finds them in either place, the header first.
 */
final class ParsedHead {
  private static final String AMZ = "x-amz-";

  private final RequestHead head;
  private final RequestQuery query;
  private final List<RequestHead.Header> headers;

  ParsedHead(RequestHead head) {
    this.head = head;
    this.query = new RequestQuery(head.rawQuery());
    this.headers = head.rawQuery().isEmpty() ? head.headers() : withQuery();
  }

  private List<RequestHead.Header> withQuery() {
    List<RequestHead.Header> found = new ArrayList<>(head.headers());
    for (Map.Entry<String, String> parameter : query.values().entrySet()) {
      String name = parameter.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(AMZ) && head.header(name) == null) {
        found.add(new RequestHead.Header(name, parameter.getValue()));
      }
    }
    return found;
  }

  String method() {
    return head.method();
  }

  RequestQuery query() {
    return query;
  }

  List<RequestHead.Header> headers() {
    return headers;
  }

  @Nullable String header(String lowerCaseName) {
    for (RequestHead.Header header : headers) {
      if (header.name().equals(lowerCaseName)) {
        return header.value();
      }
    }
    return null;
  }

  boolean hasHeader(String lowerCaseName) {
    return header(lowerCaseName) != null;
  }

  /** All lines of a header as one list, as RFC 9110 (section 5.3) joins them; null for none. */
  @Nullable String joinedHeader(String lowerCaseName) {
    List<String> lines = head.allHeaders(lowerCaseName);
    return lines.isEmpty() ? header(lowerCaseName) : String.join(", ", lines);
  }
}
