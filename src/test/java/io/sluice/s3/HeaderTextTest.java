package io.sluice.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderTextTest {
  private static String asOctets(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "a   b", "=?UTF-8?B?aGVsbG8=?=", "=?x", "ä", "🌊 wave"})
  void octets_of_utf_8_are_read_as_such(String text) {
    assertThat(HeaderText.decode(asOctets(text))).isEqualTo(text);
  }

  @Test
  void octets_that_are_not_utf_8_stay_what_they_are() {
    assertThat(HeaderText.decode("caf\u00e9")).isEqualTo("café");
    assertThat(HeaderText.decode("already 🌊")).isEqualTo("already 🌊");
  }

  @ParameterizedTest
  @CsvSource({
    "=?UTF-8?B?w6Q=?=, ä",
    "=?utf-8?b?w6Q=?=, ä",
    "=?UTF-8?Q?a_=C3=A4?=, a ä",
    "=?iso-8859-1?Q?=E4?=, ä",
    "=?UTF-8?B?w6Q=?= =?UTF-8?B?w7Y=?=, äö",
    // Broken words, and words with what no header may hold, stay as they came.
    "=?UTF-8?B?!?=, =?UTF-8?B?!?=",
    "=?UTF-8?B?/w==?=, =?UTF-8?B?/w==?=",
    "=?UTF-8?Q?=C3=A?=, =?UTF-8?Q?=C3=A?=",
    "=?UTF-8?Q?=0D=0A=C3=A4?=, =?UTF-8?Q?=0D=0A=C3=A4?=",
    "x =?UTF-8?B?w6Q=?=, x =?UTF-8?B?w6Q=?=",
  })
  void encoded_words_are_decoded(String header, String text) {
    assertThat(HeaderText.decode(header)).isEqualTo(text);
  }

  @Test
  void a_flood_of_words_is_left_alone() {
    String flood = "=?UTF-8?B?w6Q=?= ".repeat(100_000);
    assertThat(HeaderText.decode(flood)).isEqualTo(flood);
  }

  @Test
  void plain_text_goes_out_as_it_is_and_the_rest_as_words() {
    assertThat(HeaderText.encode("plain =?x?= text")).isEqualTo("plain =?x?= text");
    assertThat(HeaderText.encode("ä")).isEqualTo("=?UTF-8?B?w6Q=?=");
    assertThat(HeaderText.encode("a\r\nX: y")).doesNotContain("\r", "\n");
    assertThat(HeaderText.encodeOctets("ä\r\n\tX")).isEqualTo(asOctets("äX"));
  }

  @Test
  void any_text_with_an_umlaut_survives_the_round() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      StringBuilder text = new StringBuilder("ü");
      for (int i = random.nextInt(200); i > 0; i--) {
        text.appendCodePoint(random.nextBoolean() ? ' ' + random.nextInt(95) : 0x1f300 + i);
      }
      String header = HeaderText.encode(text.toString());
      assertThat(header).matches("[ -~]+");
      assertThat(header.split(" ", -1)).allMatch(word -> word.length() <= 75);
      assertThat(HeaderText.decode(header)).as("seed %d", seed).isEqualTo(text.toString());
    }
  }
}
