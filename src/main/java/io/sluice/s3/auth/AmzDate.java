package io.sluice.s3.auth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request's time.
 *
 * @param text as {@code yyyyMMdd'T'HHmmss'Z'}, the form that is signed
 */
record AmzDate(String text, Instant instant) {
  private static final int DATE_DIGITS = 8;
  private static final int TEXT_LENGTH = 16;
  private static final DateTimeFormatter BASIC = utc("uuuuMMdd'T'HHmmss'Z'");

  /** What HTTP allows in {@code Date}, and ISO 8601 with separators. */
  private static final List<DateTimeFormatter> OTHERS =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          utc("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"),
          utc("EEE MMM d HH:mm:ss uuuu"),
          DateTimeFormatter.ISO_OFFSET_DATE_TIME);

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
  }

  /** The time in any form that S3 takes in {@code x-amz-date} and {@code Date}, or null. */
  static @Nullable AmzDate parse(String value) {
    AmzDate basic = parseBasic(value);
    if (basic != null) {
      return basic;
    }
    for (DateTimeFormatter form : OTHERS) {
      try {
        Instant instant = Instant.from(form.parse(collapse(value)));
        return new AmzDate(BASIC.format(instant), instant);
      } catch (DateTimeException e) {
        // Not this form; the next one may fit.
      }
    }
    return null;
  }

  /** The time as {@code yyyyMMdd'T'HHmmss'Z'}, or null. No formatter: this is on the hot path. */
  static @Nullable AmzDate parseBasic(String value) {
    if (value.length() != TEXT_LENGTH || value.charAt(8) != 'T' || value.charAt(15) != 'Z') {
      return null;
    }
    try {
      LocalDateTime time =
          LocalDateTime.of(
              number(value, 0, 4),
              number(value, 4, 6),
              number(value, 6, 8),
              number(value, 9, 11),
              number(value, 11, 13),
              number(value, 13, 15));
      return new AmzDate(value, time.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The day in UTC, as it must stand in the credential's scope. */
  String date() {
    return text.substring(0, DATE_DIGITS);
  }

  /** asctime pads the day with a second space. */
  private static String collapse(String value) {
    return value.replace("  ", " ");
  }

  /** Throws when a character is not an ASCII digit: Java would take those of other scripts. */
  private static int number(String value, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new DateTimeException("not a digit");
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
