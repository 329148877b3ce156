package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Settings, and the small things that need no socket. */
final class SettingsTest {
  @Test
  void nonsense_is_refused() {
    assertThatThrownBy(() -> HttpSettings.defaults("h", 70_000, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("port");
    assertThatThrownBy(() -> HttpSettings.defaults("h", 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HttpLimits(1, 8_192, 1, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HttpTimeouts(1, 0, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deadlines_are_whole_ticks_rounded_up() {
    HttpTimeouts timeouts = new HttpTimeouts(75_000, 60_000, 1_000, 1, 1, 1);
    assertThat(timeouts.tickMillis()).isEqualTo(250);
    assertThat(timeouts.ticks(1_000)).isEqualTo(4);
    assertThat(timeouts.ticks(1_001)).isEqualTo(5);
    assertThat(HttpTimeouts.DEFAULTS.tickMillis()).isEqualTo(1_000);
  }

  @Test
  void ids_do_not_repeat() {
    RequestIds ids = new RequestIds(new Random(3));
    Set<RequestIds.Id> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.add(ids.next())).isTrue();
    }
    assertThat(ids.sharedPort()).isNegative();
  }

  @Test
  void the_date_moves_with_the_clock_and_is_always_in_english() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T00:00:09.9Z"));
    HttpDate date = new HttpDate(now::get);
    assertThat(date.now()).isEqualTo("Sun, 01 Mar 2026 00:00:09 GMT");
    now.set(Instant.parse("2026-03-01T00:00:10Z"));
    assertThat(date.now()).isEqualTo("Sun, 01 Mar 2026 00:00:10 GMT");
  }

  @Test
  void places_are_given_up_to_the_limit_and_again_when_left() {
    Admission admission = new Admission(new HttpLimits(64, 64, 1, 2, 10, 10));
    assertThat(admission.enterRequest()).isTrue();
    assertThat(admission.enterRequest()).isTrue();
    assertThat(admission.enterRequest()).isFalse();
    admission.leaveRequest();
    assertThat(admission.enterRequest()).isTrue();
    admission.queued(11);
    assertThat(admission.isMemoryTight()).isTrue();
    admission.queued(-1);
    assertThat(admission.isMemoryTight()).isFalse();
  }
}
