package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Refusals under a clock and timers that the test moves. */
final class HeldRefusalsTest {
  private static final long MILLI = 1_000_000;
  private static final long LEAST_MILLIS = RefusalPace.LEAST_NANOS / MILLI;

  private final Admission admission = new Admission(HttpLimits.DEFAULTS);
  private final TreeMap<Long, List<Runnable>> timers = new TreeMap<>();
  private final List<Integer> left = new ArrayList<>();
  private long now = 5;
  private final HeldRefusals held = held(Duration.ofSeconds(1));

  private HeldRefusals held(Duration most) {
    return new HeldRefusals(
        new RefusalPace(most, now),
        admission,
        () -> now,
        (millis, action) -> {
          assertThat(millis).isPositive();
          timers.computeIfAbsent(now + millis * MILLI, _ -> new ArrayList<>()).add(action);
        });
  }

  private Runnable hold(int number) {
    Runnable refusal = () -> left.add(number);
    held.hold(refusal);
    return refusal;
  }

  private void pass(long millis) {
    long until = now + millis * MILLI;
    while (!timers.isEmpty() && timers.firstKey() <= until) {
      var due = timers.pollFirstEntry();
      now = due.getKey();
      due.getValue().forEach(Runnable::run);
    }
    now = until;
  }

  @Test
  void each_waits_and_leaves_once() {
    Runnable _ = hold(1);
    pass(LEAST_MILLIS - 1);
    assertThat(left).isEmpty();
    assertThat(admission.heldBack()).isEqualTo(1);
    pass(1);
    assertThat(left).containsExactly(1);
    pass(10_000);
    assertThat(left).containsExactly(1);
    assertThat(admission.heldBack()).isZero();
  }

  @Test
  void many_leave_in_order_under_one_timer_and_no_faster_than_the_pace() {
    int many = Admission.CROWD + 300;
    for (int i = 0; i < many; i++) {
      Runnable _ = hold(i);
    }
    assertThat(timers).hasSize(1);
    pass(LEAST_MILLIS + 100);
    assertThat(left.size()).isBetween(198, 202);
    pass(128);
    assertThat(left.size()).as("from the crowd on half as many").isBetween(350, 360);
    pass(1_000);
    assertThat(left).hasSize(many).isSorted();
    assertThat(timers).isEmpty();
  }

  @Test
  void one_whose_client_is_gone_is_forgotten_at_once_and_others_leave() {
    Runnable first = hold(1);
    Runnable _ = hold(2);
    held.forget(first);
    held.forget(first);
    assertThat(held.count()).isEqualTo(1);
    assertThat(admission.heldBack()).isEqualTo(1);
    pass(1_000);
    assertThat(left).containsExactly(2);
  }

  @Test
  void all_leave_when_the_gateway_closes_and_later_ones_go_at_once() {
    Runnable _ = hold(1);
    Runnable _ = hold(2);
    held.close();
    assertThat(left).containsExactly(1, 2);
    Runnable _ = hold(3);
    assertThat(left).containsExactly(1, 2, 3);
    assertThat(admission.heldBack()).isZero();
    pass(1_000);
    assertThat(left).containsExactly(1, 2, 3);
  }

  @Test
  void a_refusal_may_lead_to_another() {
    Runnable again = () -> left.add(2);
    held.hold(() -> held.hold(again));
    pass(1_000);
    assertThat(left).containsExactly(2);
    assertThat(held.count()).isZero();
  }

  @Test
  void where_nothing_is_held_back_there_is_never_a_crowd() {
    HeldRefusals free = held(Duration.ZERO);
    for (int i = 0; i < 2 * Admission.CROWD; i++) {
      free.hold(() -> left.add(0));
    }
    assertThat(left).hasSize(2 * Admission.CROWD);
    assertThat(admission.isCrowd()).isFalse();
  }

  @Test
  void a_crowd_are_clients_that_wait_at_the_same_time() {
    for (int i = 1; i < Admission.CROWD; i++) {
      Runnable _ = hold(i);
    }
    assertThat(admission.isCrowd()).isFalse();
    Runnable last = hold(0);
    assertThat(admission.isCrowd()).isTrue();
    held.forget(last);
    assertThat(admission.isCrowd()).isFalse();
  }
}
