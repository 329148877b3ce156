package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer as it came over the wire.
 *
 * @param headers lines as sent
 */
record RawAnswer(int status, List<String> headers, String body) {
  private static final Pattern CODE = Pattern.compile("<Code>(.*?)</Code>");
  private static final Pattern REQUEST_ID = Pattern.compile("<RequestId>(.*?)</RequestId>");
  private static final Pattern MESSAGE = Pattern.compile("<Message>(.*?)</Message>");

  /** The first value of a header, empty when it is missing. */
  String header(String lowerCaseName) {
    for (String line : headers) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(lowerCaseName)) {
        return line.substring(colon + 1).strip();
      }
    }
    return "";
  }

  String code() {
    return first(CODE);
  }

  String message() {
    return first(MESSAGE);
  }

  /** Holds that this is an S3 error of this status, with a code, a message and the request's id. */
  RawAnswer isError(int expected) {
    assertThat(status).as(toString()).isEqualTo(expected);
    assertThat(code()).as(body).isNotEmpty();
    assertThat(message()).as(body).isNotEmpty();
    assertThat(first(REQUEST_ID)).as(body).isNotEmpty().isEqualTo(header("x-amz-request-id"));
    assertThat(header("content-type")).startsWith("application/xml");
    return this;
  }

  /** The same, with this code. */
  RawAnswer isError(int expected, String code) {
    isError(expected);
    assertThat(code()).as(body).isEqualTo(code);
    return this;
  }

  private String first(Pattern pattern) {
    Matcher matcher = pattern.matcher(body);
    return matcher.find() ? matcher.group(1) : "";
  }
}
