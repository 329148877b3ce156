package io.sluice.s3;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** Requests as tests write them. */
final class Heads {
  private static final RequestRouter ROUTER =
      new RequestRouter(new RoutingSettings(List.of("s3.example.com")));

  private Heads() {}

  /** A head from {@code "GET /path?query"} and lines of {@code "name: value"}. */
  static RequestHead head(String line, String... headers) {
    int space = line.indexOf(' ');
    int question = line.indexOf('?');
    int end = question < 0 ? line.length() : question;
    List<RequestHead.Header> parsed = new ArrayList<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      parsed.add(
          new RequestHead.Header(header.substring(0, colon), header.substring(colon + 1).strip()));
    }
    String query = question < 0 ? "" : line.substring(question + 1);
    return new RequestHead(line.substring(0, space), line.substring(space + 1, end), query, parsed);
  }

  static S3Request route(String line, String... headers) {
    return ROUTER.route(head(line, headers));
  }

  static <T extends S3Request> T route(Class<T> type, String line, String... headers) {
    return type.cast(route(line, headers));
  }

  static Refusal refusal(String line, String... headers) {
    RefusedException refused =
        catchThrowableOfType(RefusedException.class, () -> route(line, headers));
    if (refused == null) {
      throw new AssertionError("accepted: " + line + " as " + route(line, headers));
    }
    return refused.refusal();
  }

  static Reason reason(String line, String... headers) {
    return refusal(line, headers).reason();
  }
}
