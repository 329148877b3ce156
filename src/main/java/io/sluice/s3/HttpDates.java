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
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

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

  /** A moment as an IMF-fixdate; parts of seconds are cut off. */
  public static String format(Instant instant) {
    return IMF_FIXDATE.format(instant);
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
