package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Volumes that hang, and others beside them. */
final class VolumeLanesTest {
  private static final int THREADS = 8;

  private final Vertx vertx = Vertx.vertx();
  private final VolumeLanes lanes =
      new VolumeLanes(
          "lanes",
          new VolumeLanes.Terms(THREADS, Duration.ofMillis(20), System::nanoTime),
          this::isVolume);
  private final Set<String> gone = ConcurrentHashMap.newKeySet();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final AtomicInteger hung = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    hanging.countDown();
    lanes.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private boolean isVolume(String name) {
    return !name.startsWith("made-up") && !gone.contains(name);
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void a_volume_that_hangs_holds_half_of_the_threads_and_keeps_no_other_waiting() throws Exception {
    List<Future<Boolean>> stuck = hang("stuck", 100);
    await().until(() -> hung.get() == THREADS / 2);

    for (int i = 0; i < 500; i++) {
      int number = i;
      assertThat(done(lanes.of("sound").run(() -> number))).isEqualTo(i);
    }
    assertThat(hung.get()).isEqualTo(THREADS / 2);
    hanging.countDown();
    for (Future<Boolean> one : stuck) {
      assertThat(done(one)).isTrue();
    }
  }

  @Test
  void only_the_volume_that_hangs_is_full() throws Exception {
    List<Future<Boolean>> _ = hang("stuck", 100);
    assertThat(done(lanes.of("sound").run(() -> 1))).isEqualTo(1);

    assertThat(lanes.isFull("stuck", false, false)).isTrue();
    assertThat(lanes.isFull("sound", false, false)).isFalse();
    assertThat(lanes.isFull("unheard-of", false, false)).isFalse();
    assertThat(lanes.isFull(null, false, false)).isFalse();
  }

  @Test
  void as_many_as_there_are_threads_may_hang_and_one_more_still_goes_on_when_one_wakes()
      throws Exception {
    for (int i = 0; i < THREADS; i++) {
      List<Future<Boolean>> _ = hang("stuck-" + i, 10);
    }
    await().until(() -> hung.get() == THREADS);
    Future<Integer> last = lanes.of("sound").run(() -> 7);
    hanging.countDown();
    assertThat(done(last)).isEqualTo(7);
  }

  @Test
  void a_line_of_few_workers_counts_in_the_same_share() throws Exception {
    VolumeLanes.Lane lane = lanes.of("stuck");
    JobLine few = lane.line(2);
    for (int i = 0; i < 20; i++) {
      few.run(this::hangs);
    }
    await().until(() -> hung.get() == 2);
    List<Future<Boolean>> _ = hang("stuck", 20);
    await().until(() -> hung.get() == THREADS / 2);
    assertThat(done(lanes.of("sound").run(() -> 1))).isEqualTo(1);
  }

  @Test
  void all_jobs_of_many_volumes_are_done() throws Exception {
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int number = i;
      answers.add(lanes.of("volume-" + i % 37).run(() -> number));
    }
    for (int i = 0; i < answers.size(); i++) {
      assertThat(done(answers.get(i))).isEqualTo(i);
    }
  }

  @Test
  void names_of_no_volume_leave_nothing_behind_and_take_no_lane_from_volumes() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      int number = i;
      VolumeLanes.Lane lane = lanes.of("made-up-" + i);
      assertThat(lane).isSameAs(lanes.of("made-up"));
      if (i % 100 == 0) {
        assertThat(done(lane.run(() -> number))).isEqualTo(i);
      }
      assertThat(lanes.isFull("made-up-" + i, false, false)).isFalse();
    }
    assertThat(lanes.count()).isZero();
    assertThat(lanes.of("first")).isNotSameAs(lanes.of("second"));
    assertThat(lanes.count()).isEqualTo(2);
  }

  @Test
  void what_is_done_for_no_volume_holds_half_of_the_threads_at_most() throws Exception {
    for (int i = 0; i < 50; i++) {
      List<Future<Boolean>> _ = hang("made-up-" + i, 2);
    }
    await().until(() -> hung.get() == THREADS / 2);
    assertThat(done(lanes.of("sound").run(() -> 1))).isEqualTo(1);
    assertThat(hung.get()).isEqualTo(THREADS / 2);
  }

  @Test
  void a_lane_goes_with_its_volume() throws Exception {
    VolumeLanes.Lane before = lanes.of("short-lived");
    assertThat(done(before.run(() -> 1))).isEqualTo(1);
    assertThat(done(before.line(2).run(() -> 1))).isEqualTo(1);
    gone.add("short-lived");
    await()
        .untilAsserted(() -> {
          lanes.forgetGone(); // A worker may still be on its way out.
          assertThat(lanes.count()).isZero();
        });
    gone.clear();
    assertThat(lanes.of("short-lived")).isNotSameAs(before);
  }

  @Test
  void volumes_that_come_and_go_leave_nothing_behind() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      String volume = "volume-" + i;
      assertThat(done(lanes.of(volume).run(() -> volume))).isEqualTo(volume);
      gone.add(volume);
      assertThat(lanes.count()).isLessThan(100); // Each new one sees to the ones before.
    }
  }

  @Test
  void a_volume_that_went_while_it_hung_gets_no_second_share_when_it_comes_back() throws Exception {
    List<Future<Boolean>> stuck = hang("stuck", 10);
    await().until(() -> hung.get() == THREADS / 2);
    VolumeLanes.Lane lane = lanes.of("stuck");
    gone.add("stuck");
    lanes.forgetGone();
    gone.clear();
    assertThat(lanes.of("stuck")).isSameAs(lane);

    gone.add("stuck");
    hanging.countDown();
    for (Future<Boolean> one : stuck) {
      assertThat(done(one)).isTrue();
    }
    await()
        .untilAsserted(() -> {
          lanes.forgetGone();
          assertThat(lanes.count()).isZero();
        });
  }

  private List<Future<Boolean>> hang(String volume, int jobs) {
    List<Future<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      answers.add(lanes.of(volume).run(this::hangs));
    }
    return answers;
  }

  private boolean hangs() throws InterruptedException {
    hung.incrementAndGet();
    return hanging.await(60, TimeUnit.SECONDS);
  }
}
