package io.sluice.http;

import io.sluice.s3.RequestHead;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Whether header names are tokens, which the decoder does not ask; and which are hop-by-hop.
 *
 * <p>Source: RFC 9110, 5.6.2.
 */
final class HeaderNames {
  private static final String MARKS = "!#$%&'*+-.^_`|~";

  private HeaderNames() {}

  static boolean areValid(RequestHead head) {
    for (RequestHead.Header header : head.headers()) {
      if (!isToken(header.name())) {
        return false;
      }
    }
    return true;
  }

  /** The headers that Connection headers name, in lower case: they end with the connection. */
  static List<String> ofConnection(List<String> values) {
    return values.stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isTokenCharacter(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c < 128 && MARKS.indexOf(c) >= 0);
  }
}
