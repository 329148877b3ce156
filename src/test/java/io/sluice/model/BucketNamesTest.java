package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BucketNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"abc", "a-b", "a.b", "0a9", "my.bucket-1", "1.2.3.4.5", "1.2.3.x"})
  void a_good_name_passes(String name) {
    assertThat(VolumeName.refusal(name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "ab", "Abc", "a_b", "a..b", "a-.b", "a.-b", "-ab", "ab-", ".ab", "ab.", "1.2.3.4",
        "a b", "a/b", "äbc", "abc\n"
      })
  void a_bad_name_is_refused(String name) {
    assertThat(VolumeName.refusal(name))
        .isNotNull()
        .extracting(Refusal::reason)
        .isEqualTo(Reason.INVALID_BUCKET_NAME);
  }

  @Test
  void names_have_at_most_63_characters() {
    assertThat(VolumeName.refusal("a".repeat(63))).isNull();
    assertThat(VolumeName.refusal("a".repeat(64))).isNotNull();
  }
}
