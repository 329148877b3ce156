package io.sluice.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LifetimeTest {
  private final AtomicInteger ends = new AtomicInteger();
  private final Lifetime lifetime = new Lifetime(ends::incrementAndGet);

  @Test
  void a_use_goes_on_with_its_parts_after_the_end_was_asked_for() {
    assertThat(lifetime.tryEnter()).isTrue();
    lifetime.retire();
    lifetime.enter(); // A part of the use above.
    lifetime.leave();
    assertThat(ends.get()).isZero();
    lifetime.leave();
    assertThat(ends.get()).isEqualTo(1);
  }

  @Test
  void no_other_use_begins_once_the_end_was_asked_for() {
    assertThat(lifetime.tryEnter()).isTrue();
    lifetime.retire();
    assertThat(lifetime.tryEnter()).isFalse();
    lifetime.leave();
    assertThatThrownBy(lifetime::enter).isInstanceOf(IllegalStateException.class);
    lifetime.close();
    assertThat(ends.get()).isEqualTo(1);
  }
}
