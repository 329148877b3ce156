package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A loop that takes up requests by turns, each as long as the test says. */
final class LoopQueueTest {
  private static final long MILLI = 1_000_000;
  private static final int LOOPS = 2;
  private static final int CALM = LoopQueue.CALM / LOOPS;
  private static final int CROWD = LoopQueue.CROWD / LOOPS;

  private long now = 77;
  private final LoopQueue queue = new LoopQueue(Duration.ofMillis(5), LOOPS, now);

  @Test
  void a_burst_is_taken_whole() {
    assertThat(turn(LoopQueue.CALM, 400)).isZero();
    now += 1_000 * MILLI;
    assertThat(turn(LoopQueue.CALM, 400)).isZero();
  }

  @Test
  void of_more_clients_than_make_a_burst_the_others_are_refused_from_the_first_turn_on() {
    assertThat(turn(4 * LoopQueue.CALM, 400)).isEqualTo(3 * LoopQueue.CALM);
  }

  @Test
  void while_a_crowd_is_refused_few_are_taken_and_for_half_as_long() {
    begin();
    for (int i = 1; i < CROWD; i++) {
      assertThat(queue.take(now)).isFalse();
    }
    now += 400 * MILLI;
    assertThat(queue.isFull(now, false, true)).as("a number is always taken").isFalse();
    assertThat(queue.take(now)).isFalse();
    assertThat(queue.isFull(now, false, true)).isTrue();
    assertThat(queue.isFull(now, true, true)).as("who was refused before").isFalse();
    assertThat(queue.isFull(now, false, false)).isFalse();
  }

  @Test
  void a_crowd_is_taken_whole_by_a_loop_that_is_quick_enough() {
    begin();
    for (int i = 1; i < 10 * CALM; i++) {
      assertThat(queue.take(now)).isFalse();
    }
    now += 5 * MILLI / 2;
    assertThat(queue.isFull(now, false, true)).isFalse();
    now += 1;
    assertThat(queue.isFull(now, false, true)).isTrue();
  }

  @Test
  void turns_that_stay_long_end_with_refusals() {
    stand();
    assertThat(turn(2 * CALM, 10)).isPositive();
  }

  @Test
  void a_calm_number_a_turn_is_never_refused_however_slow_the_loop() {
    for (int i = 0; i < 20; i++) {
      assertThat(turn(CALM, 300)).isZero();
    }
  }

  @Test
  void many_requests_within_the_target_are_never_refused() {
    for (int i = 0; i < 100; i++) {
      assertThat(turn(20 * CALM, 5)).isZero();
    }
  }

  @Test
  void whoever_was_refused_before_gets_twice_as_much() {
    stand();
    begin();
    for (int i = 1; i < 2 * CALM; i++) {
      queue.take(now);
    }
    now += 10 * MILLI;
    assertThat(queue.isFull(now, false, false)).isTrue();
    assertThat(queue.isFull(now, true, false)).isFalse();
    queue.take(now);
    now += 1;
    assertThat(queue.isFull(now, true, false)).isTrue();
  }

  @Test
  void one_short_turn_in_a_while_means_that_the_queue_empties() {
    for (int i = 0; i < 100; i++) {
      assertThat(turn(2 * CALM, i % 5 == 0 ? 4 : 30)).isZero();
    }
  }

  @Test
  void a_standing_queue_is_over_once_turns_are_half_of_the_target() {
    stand();
    turns(60, 4);
    assertThat(turn(2 * CALM, 10)).isPositive();
    turns(100, 2);
    assertThat(turn(2 * CALM, 10)).isZero();
  }

  @Test
  void a_standing_queue_is_over_once_the_loop_had_nothing_to_do() {
    stand();
    now += 6 * MILLI;
    assertThat(turn(2 * CALM, 10)).isZero();
  }

  @Test
  void many_loops_take_some_each() {
    LoopQueue one = new LoopQueue(Duration.ofMillis(5), 64, now);
    int refused = 0;
    for (int turns = 0; turns < 30; turns++) {
      long start = now;
      for (int i = 0; i < LoopQueue.CALM_PER_LOOP; i++) {
        one.take(start);
        now = start + 10 * MILLI;
        refused += one.isFull(now, false, false) ? 1 : 0;
      }
      one.turned(now);
    }
    assertThat(refused).isZero();
  }

  @Test
  void without_a_target_nobody_is_refused_and_no_turn_is_looked_at() {
    LoopQueue free = new LoopQueue(Duration.ZERO, 1, now);
    for (int i = 0; i < 100_000; i++) {
      assertThat(free.take(now)).isFalse();
      now += MILLI;
      assertThat(free.isFull(now, false, false)).isFalse();
    }
  }

  private void stand() {
    turns(20, 10);
  }

  private void turns(int count, int millis) {
    for (int i = 0; i < count; i++) {
      int _ = turn(1, millis);
    }
  }

  /** A turn with so many requests, evenly spread: how many of them were refused. */
  private int turn(int requests, int millis) {
    begin();
    long start = now;
    int refused = 0;
    for (int i = 1; i <= requests; i++) {
      if (i > 1) {
        assertThat(queue.take(now)).isFalse();
      }
      now = start + millis * MILLI * i / requests;
      refused += queue.isFull(now, false, false) ? 1 : 0;
    }
    queue.turned(now);
    return refused;
  }

  private void begin() {
    assertThat(queue.take(now)).isTrue();
  }
}
