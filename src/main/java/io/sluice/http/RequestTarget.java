package io.sluice.http;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.s3.RequestHead;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The second word of a request line, split into path and query but not decoded. Each character
 * stands for one byte.
 *
 * <p>Source: RFC 9112, 3.2.
 *
 * @param path starts with a slash
 * @param query without its question mark, empty when there is none
 */
record RequestTarget(String path, String query) {
  private static final int TYPICAL_HEADERS = 16;
  private static final RequestTarget ROOT = new RequestTarget("/", "");

  /** Splits origin form ({@code /a?b}) or absolute form; the root for anything else. */
  static RequestTarget of(String target) {
    String origin = originForm(target);
    if (origin == null) {
      return ROOT;
    }
    int mark = origin.indexOf('?');
    if (mark < 0) {
      return new RequestTarget(origin, "");
    }
    return new RequestTarget(origin.substring(0, mark), origin.substring(mark + 1));
  }

  /** What is wrong with a target, null when nothing is. */
  static @Nullable Refusal fault(String target) {
    if (originForm(target) == null) {
      return new Refusal(Reason.INVALID_URI, "The request target must be a path or an http URI.");
    }
    for (int at = target.indexOf('%'); at >= 0; at = target.indexOf('%', at + 1)) {
      if (at + 2 >= target.length()
          || !isHex(target.charAt(at + 1))
          || !isHex(target.charAt(at + 2))) {
        return new Refusal(
            Reason.INVALID_URI, "A percent sign must be followed by two hexadecimal digits.");
      }
    }
    return null;
  }

  /** This target with the rest of a request's head. */
  RequestHead head(String method, MultiMap headers) {
    // Not for size(): it gathers all names to count them.
    List<RequestHead.Header> lines = new ArrayList<>(TYPICAL_HEADERS);
    headers.forEach((name, value) -> lines.add(new RequestHead.Header(name, value.strip())));
    return new RequestHead(method, path, query, lines);
  }

  private static @Nullable String originForm(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    String lower = target.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
      return null;
    }
    int authority = target.indexOf("//") + 2;
    int end = authority;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    String rest = target.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static boolean isHex(char c) {
    return Character.digit(c, 16) >= 0 && c < 128;
  }
}
