package io.sluice.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates in HTTP headers: whole seconds in GMT (RFC 9110, section 5.6.7). */
public final class HttpDates {
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int NAME_LENGTH = 3;
  private static final int LAST_YEAR = 9999;

  /** What follows the day of the week, in the order of the RFC. */
  private static final List<DateTimeFormatter> FORMS =
      List.of(
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern("d MMM yyyy HH:mm:ss 'GMT'")
              .toFormatter(Locale.ROOT),
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern("d-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1970, 1, 1))
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ROOT),
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern("MMM d HH:mm:ss yyyy")
              .toFormatter(Locale.ROOT));

  private HttpDates() {}

  /** A moment as an IMF-fixdate; parts of seconds are cut off. No formatter: each GET needs one. */
  public static String format(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    StringBuilder out = new StringBuilder("EEE, dd MMM yyyy HH:mm:ss GMT".length());
    name(out, DAYS, time.getDayOfWeek().getValue()).append(", ");
    two(out, time.getDayOfMonth()).append(' ');
    name(out, MONTHS, time.getMonthValue()).append(' ');
    // A file may claim to be of any year; what follows is of four digits.
    int year = Math.clamp(time.getYear(), 0, LAST_YEAR);
    two(two(out, year / 100), year % 100).append(' ');
    two(out, time.getHour()).append(':');
    two(out, time.getMinute()).append(':');
    return two(out, time.getSecond()).append(" GMT").toString();
  }

  private static StringBuilder name(StringBuilder out, String names, int number) {
    return out.append(names, (number - 1) * NAME_LENGTH, number * NAME_LENGTH);
  }

  private static StringBuilder two(StringBuilder out, int number) {
    return out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /** The moment that a header names in one of HTTP's three forms, or null when it is none. */
  public static @Nullable Instant parse(String value) {
    String text = value.strip();
    int weekday = text.indexOf(' ');
    if (weekday < 0) {
      return null;
    }
    // The day of the week says nothing that the date does not, and some clients get it wrong.
    String date = text.substring(weekday).strip().replace("  ", " ");
    for (DateTimeFormatter form : FORMS) {
      try {
        return LocalDateTime.parse(date, form).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        // Perhaps another form.
      }
    }
    return null;
  }
}
