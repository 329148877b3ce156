package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class WorkerQueueTest {
  private static final int THREADS = 2;
  private static final int CALM = THREADS * WorkerQueue.CALM_PER_THREAD;
  private static final int BURST = THREADS * WorkerQueue.BURST_PER_THREAD;
  private static final long MILLI = 1_000_000;

  private long now;
  private final WorkerQueue queue = new WorkerQueue(Duration.ofMillis(20), THREADS, () -> now);
  private final Deque<Callable<Boolean>> jobs = new ArrayDeque<>();

  @Test
  void a_burst_may_wait() throws Exception {
    come(BURST - 1);
    assertThat(queue.isFull(false, false)).isFalse();

    come(1);
    assertThat(queue.isFull(false, false)).isTrue();

    beginOne();
    assertThat(queue.isFull(false, false)).isFalse();
  }

  @Test
  void whoever_was_refused_before_gets_half_as_much_room_again() {
    come(BURST);
    assertThat(queue.isFull(false, false)).isTrue();
    assertThat(queue.isFull(true, false)).isFalse();

    come(BURST / 2);
    assertThat(queue.isFull(true, false)).isTrue();
  }

  @Test
  void while_a_crowd_is_refused_few_may_wait() {
    come(CALM / 2 - 1);
    assertThat(queue.isFull(false, true)).isFalse();
    come(1);
    assertThat(queue.isFull(false, true)).isTrue();
    assertThat(queue.isFull(true, true)).as("who was refused before").isFalse();
    assertThat(queue.isFull(false, false)).isFalse();
  }

  @Test
  void of_a_crowd_as_many_may_wait_as_are_done_in_a_quarter_of_the_target() throws Exception {
    for (int i = 0; i < 3_000; i++) { // 10,000 a second
      come(1);
      now += MILLI / 10;
      beginOne();
    }
    come(49);
    assertThat(queue.isFull(false, true)).isFalse();
    come(1);
    assertThat(queue.isFull(false, true)).isTrue();
  }

  @Test
  void reads_get_three_times_the_room() {
    come(3 * BURST - 1);
    assertThat(queue.isFullForReads()).isFalse();
    come(1);
    assertThat(queue.isFullForReads()).isTrue();
    assertThat(WorkerQueue.unbounded().isFullForReads()).isFalse();
  }

  @Test
  void a_queue_that_does_not_empty_holds_only_the_calm_number() throws Exception {
    stand();
    while (jobs.size() >= CALM) {
      assertThat(queue.isFull(false, false)).isTrue();
      beginOne();
    }
    assertThat(queue.isFull(false, false)).isFalse();
  }

  @Test
  void a_queue_that_empties_within_each_interval_does_not_stand() throws Exception {
    for (int i = 0; i < 20; i++) {
      come(CALM + 1);
      now += 30 * MILLI;
      beginAll(); // These waited longer than the target,
      come(1);
      beginAll(); // and this one not at all.
    }
    come(CALM + 1);
    assertThat(queue.isFull(false, false)).isFalse();
  }

  @Test
  void a_standing_queue_is_over_once_the_wait_is_half_of_the_target() throws Exception {
    stand();
    now += 30 * MILLI;
    beginAll();
    for (int i = 0; i < 12; i++) { // Between half and the whole of it: still standing.
      come(1);
      now += 15 * MILLI;
      beginAll();
    }
    come(CALM);
    assertThat(queue.isFull(false, false)).isTrue();

    for (int i = 0; i < 24; i++) {
      now += 9 * MILLI;
      beginAll();
      come(1);
    }
    beginAll();
    come(CALM);
    assertThat(queue.isFull(false, false)).isFalse();
  }

  @Test
  void threads_that_get_much_done_within_the_target_let_more_wait() throws Exception {
    // 10,000 a second, each of which waited for 30 ms.
    for (int i = 0; i < 300; i++) {
      come(1);
    }
    for (int i = 0; i < 3_000; i++) {
      come(1);
      now += MILLI / 10;
      beginOne();
    }
    assertThat(queue.isFull(false, false)).isTrue();
    while (jobs.size() >= 200) { // What 20 ms are good for.
      beginOne();
    }
    assertThat(queue.isFull(false, false)).isFalse();
  }

  @Test
  void without_a_target_nobody_is_refused() {
    WorkerQueue free = WorkerQueue.unbounded();
    for (int i = 0; i < 100_000; i++) {
      free.timed(() -> true);
    }
    assertThat(free.isFull(false, false)).isFalse();
  }

  @Test
  void work_that_fails_does_not_count_as_waiting() {
    for (int i = 0; i < 10 * CALM; i++) {
      Callable<Boolean> failing =
          queue.timed(() -> {
            throw new IllegalStateException("expected");
          });
      assertThat(catching(failing)).isTrue();
    }
    assertThat(queue.isFull(false, false)).isFalse();
  }

  private static boolean catching(Callable<Boolean> failing) {
    try {
      return failing.call();
    } catch (Exception expected) {
      return true;
    }
  }

  /** More comes all the time than is done, each waiting longer than the target. */
  private void stand() throws Exception {
    come(3 * CALM);
    for (int i = 0; i < 10; i++) {
      now += 30 * MILLI;
      come(1);
      beginOne();
    }
  }

  private void come(int count) {
    for (int i = 0; i < count; i++) {
      jobs.add(queue.timed(() -> true));
    }
  }

  private void beginOne() throws Exception {
    assertThat(jobs.remove().call()).isTrue();
  }

  private void beginAll() throws Exception {
    while (!jobs.isEmpty()) {
      beginOne();
    }
  }
}
