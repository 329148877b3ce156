package io.sluice.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDatesTest {
  private static final Instant MOMENT = Instant.parse("1994-11-06T08:49:37Z");

  @Test
  void dates_go_out_in_one_form() {
    assertThat(HttpDates.format(MOMENT.plusMillis(999))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void every_moment_goes_out_as_the_jdk_would_write_it() {
    DateTimeFormatter jdk =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    long seed = 11;
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      Instant moment = Instant.ofEpochSecond(random.nextLong(-62_135_596_800L, 253_402_300_800L));
      assertThat(HttpDates.format(moment)).as("seed %s", seed).isEqualTo(jdk.format(moment));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun Nov 6 08:49:37 1994",
        " Sun, 06 Nov 1994 08:49:37 GMT ",
      })
  void dates_come_in_in_three_forms(String text) {
    assertThat(HttpDates.parse(text)).isEqualTo(MOMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "nonsense",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET"
      })
  void what_is_no_date_is_null(String text) {
    assertThat(HttpDates.parse(text)).isNull();
  }
}
