package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which threads do the work, and how many. */
final class WarmThreadsTest {
  private static final int THREADS = 8;
  private static final int JOBS = 4_000;

  private final ExecutorService threads = WarmThreads.start("warm", THREADS);

  @AfterEach
  void shutdown() {
    threads.shutdownNow();
  }

  private void startAll() throws Exception {
    CountDownLatch all = new CountDownLatch(THREADS);
    List<Future<?>> started = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      started.add(
          threads.submit(() -> {
            all.countDown();
            return all.await(20, TimeUnit.SECONDS);
          }));
    }
    for (Future<?> one : started) {
      assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(true);
    }
  }

  @Test
  void jobs_one_after_another_stay_with_few_threads() throws Exception {
    startAll();
    Map<String, Integer> done = new HashMap<>();
    for (int i = 0; i < JOBS; i++) {
      String thread = threads.submit(() -> Thread.currentThread().getName()).get();
      done.merge(thread, 1, Integer::sum);
    }
    // Were the one that rested longest woken, three of eight would do three eighths.
    int byThree =
        done.values().stream()
            .sorted(Comparator.reverseOrder())
            .limit(3)
            .mapToInt(Integer::intValue)
            .sum();
    assertThat(byThree).as("%s", done).isGreaterThan(JOBS / 2);
    assertThat(done.keySet()).allMatch(name -> name.startsWith("warm-"));
  }

  @Test
  void threads_that_wait_for_futures_are_not_replaced_by_more() throws Exception {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    CountDownLatch waiting = new CountDownLatch(THREADS);
    List<Future<String>> jobs = new ArrayList<>();
    for (int i = 0; i < 3 * THREADS; i++) {
      jobs.add(
          threads.submit(() -> {
            waiting.countDown();
            answer.get(20, TimeUnit.SECONDS);
            return Thread.currentThread().getName();
          }));
    }
    assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
    answer.complete(true);
    Set<String> names = new HashSet<>();
    for (Future<String> job : jobs) {
      names.add(job.get(20, TimeUnit.SECONDS));
    }
    assertThat(names).hasSize(THREADS);
  }

  @Test
  void what_was_taken_is_done_after_a_shutdown_and_nothing_new_is_taken() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Boolean>> taken = new ArrayList<>();
    for (int i = 0; i < 3 * THREADS; i++) {
      taken.add(threads.submit(() -> go.await(20, TimeUnit.SECONDS)));
    }
    threads.shutdown();
    assertThatThrownBy(() -> threads.execute(go::countDown))
        .isInstanceOf(RejectedExecutionException.class);
    go.countDown();
    for (Future<Boolean> job : taken) {
      assertThat(job.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
