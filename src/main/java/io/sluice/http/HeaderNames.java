package io.sluice.http;

import io.sluice.s3.RequestHead;

/**
 * Whether header names are tokens, which the decoder does not ask.
 *
 * <p>Source: RFC 9110, 5.6.2.
 */
final class HeaderNames {
  private static final String MARKS = "!#$%&'*+-.^_`|~";

  private HeaderNames() {}

  static boolean areValid(RequestHead head) {
    return head.headers().stream().allMatch(header -> isToken(header.name()));
  }

  private static boolean isToken(String name) {
    return !name.isEmpty() && name.chars().allMatch(HeaderNames::isTokenCharacter);
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c < 128 && MARKS.indexOf(c) >= 0);
  }
}
