package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TagRulesTest {
  private static final String WIDE = "\uD835\uDC00";

  @Test
  void ten_of_the_longest_tags_are_allowed_and_sorted_by_name() {
    List<Map.Entry<String, String>> tags = new ArrayList<>();
    for (int i = 9; i >= 0; i--) {
      tags.add(Map.entry(WIDE.repeat(127) + i, WIDE.repeat(256)));
    }
    assertThat(TagRules.checked(tags)).hasSize(10);
    assertThat(List.copyOf(TagRules.checked(tags).keySet())).isSorted();
    assertThat(TagRules.areValid(TagRules.checked(tags))).isTrue();
    tags.add(Map.entry("eleventh", ""));
    assertThat(reason(tags)).isEqualTo(Reason.INVALID_TAG);
  }

  @Test
  void a_name_and_a_value_have_their_lengths() {
    assertThat(reason(List.of(Map.entry("k".repeat(129), "")))).isEqualTo(Reason.INVALID_TAG);
    assertThat(reason(List.of(Map.entry("k", "v".repeat(257))))).isEqualTo(Reason.INVALID_TAG);
    assertThat(reason(List.of(Map.entry("", "v")))).isEqualTo(Reason.INVALID_TAG);
    assertThat(TagRules.checked(List.of(Map.entry("k", "")))).isEqualTo(Map.of("k", ""));
  }

  @Test
  void a_name_stands_once() {
    var tags = List.of(Map.entry("k", "1"), Map.entry("k", "2"));
    assertThat(reason(tags)).isEqualTo(Reason.INVALID_TAG);
  }

  @ParameterizedTest
  @CsvSource({"a b", "a+b-c=d.e_f:g/h@i", "Größe", "数量", "x1"})
  void letters_of_any_script_and_some_marks_are_allowed(String text) {
    assertThat(TagRules.checked(List.of(Map.entry(text, text)))).containsKey(text);
  }

  @ParameterizedTest
  @CsvSource({"a<b", "a&b", "a;b", "a?b", "a*b", "aws:mine", "'a\tb'"})
  void what_is_not_allowed_is_refused(String text) {
    assertThat(reason(List.of(Map.entry(text, "")))).isEqualTo(Reason.INVALID_TAG);
    assertThat(TagRules.areValid(Map.of(text, ""))).isFalse();
  }

  private static Reason reason(List<Map.Entry<String, String>> tags) {
    return catchThrowableOfType(RefusedException.class, () -> TagRules.checked(tags))
        .refusal()
        .reason();
  }
}
