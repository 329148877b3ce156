package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ObjectKey;
import org.junit.jupiter.api.Test;

final class UnlistedNamesTest {
  private static final ObjectKey A = ObjectKey.of("a/");
  private static final ObjectKey B = ObjectKey.of("b/");

  private final UnlistedNames names = new UnlistedNames();

  @Test
  void counts_of_directories_add_up_and_go_with_the_names() {
    names.note(A, 2);
    names.note(B, 3);
    assertThat(names.total()).isEqualTo(5);
    names.note(A, 0);
    assertThat(names.total()).isEqualTo(3);
  }

  @Test
  void only_a_change_is_news() {
    assertThat(names.note(A, 0)).isFalse();
    assertThat(names.note(A, 2)).isTrue();
    assertThat(names.note(A, 2)).isFalse();
    assertThat(names.note(A, 1)).isTrue();
  }
}
