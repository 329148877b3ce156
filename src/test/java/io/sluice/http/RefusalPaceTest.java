package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RefusalPaceTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long LEAST_MILLIS = RefusalPace.LEAST_NANOS / MILLI;

  private final RefusalPace pace = new RefusalPace(Duration.ofSeconds(1), 0);

  @Test
  void one_refusal_is_held_back_for_a_moment() {
    assertThat(pace.delayMillis(SECOND, false)).isEqualTo(LEAST_MILLIS);
    assertThat(pace.delayMillis(3 * SECOND, false)).isEqualTo(LEAST_MILLIS);
  }

  @Test
  void many_leave_one_after_another() {
    long last = 0;
    for (int i = 0; i < 1_000; i++) {
      last = pace.delayMillis(0, false);
    }
    assertThat(last).isEqualTo(LEAST_MILLIS + 999 * RefusalPace.APART_NANOS / MILLI + 1);
  }

  @Test
  void those_of_a_crowd_leave_at_half_the_pace() {
    long last = 0;
    for (int i = 0; i < 500; i++) {
      last = pace.delayMillis(0, true);
    }
    assertThat(last).isEqualTo(LEAST_MILLIS + 499 * RefusalPace.APART_IN_CROWD_NANOS / MILLI);
  }

  @Test
  void none_is_held_for_longer_than_the_longest() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(pace.delayMillis(0, false)).isBetween(LEAST_MILLIS, 1_000L);
    }
  }

  @Test
  void clients_that_ask_again_at_once_are_answered_2_000_times_a_second() {
    // Each of 500 asks again in the moment in which it was refused.
    long[] due = new long[500];
    int refusals = 0;
    for (long now = 0; now < 10 * SECOND; now += MILLI) {
      for (int client = 0; client < due.length; client++) {
        if (due[client] <= now) {
          refusals++;
          due[client] = now + pace.delayMillis(now, false) * MILLI;
        }
      }
    }
    assertThat(refusals).isBetween(19_000, 21_000);
  }

  @Test
  void nothing_is_held_back_where_that_is_turned_off() {
    RefusalPace none = new RefusalPace(Duration.ZERO, 0);
    for (int i = 0; i < 10; i++) {
      assertThat(none.delayMillis(i, false)).isZero();
    }
  }
}
