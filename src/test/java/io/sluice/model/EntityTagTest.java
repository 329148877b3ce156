package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class EntityTagTest {
  private static final String MD5 = "00112233445566778899aabbccddeeff";
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}(-[0-9]{1,5})?");
  private static final long SEED = 20_260_401;

  @Test
  void three_kinds_of_tags_are_taken() {
    assertThat(new EntityTag(MD5).isVersion()).isFalse();
    assertThat(new EntityTag(MD5 + "-10000").isVersion()).isFalse();
    assertThat(EntityTag.ofVersion(new FileIdentity(1, 2, 3, 4)).isVersion()).isTrue();
  }

  @Test
  void everything_else_is_refused() {
    List<String> wrong =
        List.of(
            "",
            "-",
            MD5.substring(1),
            MD5 + "0",
            MD5 + "-",
            MD5 + "-123456",
            MD5 + "-1a",
            MD5 + "_1",
            MD5.replace('a', 'A'),
            MD5.replace('a', 'g'),
            MD5.replace('a', '-'),
            MD5.replace('0', '\u0660'),
            '"' + MD5 + '"');
    for (String text : wrong) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> new EntityTag(text));
    }
  }

  @Test
  void texts_are_taken_exactly_when_they_have_the_form() {
    Random random = new Random(SEED);
    String alphabet = "0123456789abcdef-fA/:g`";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? MD5 : MD5 + "-12");
      int at = random.nextInt(text.length());
      char c = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.insert(at, c);
        default -> text.setLength(at);
      }
      assertThat(isTaken(text.toString()))
          .as("seed %d: %s", SEED, text)
          .isEqualTo(FORM.matcher(text).matches());
    }
  }

  private static boolean isTaken(String text) {
    try {
      return new EntityTag(text).value().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
