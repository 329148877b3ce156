package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Few workers for many short jobs. */
class JobLineTest {
  private final Vertx vertx = Vertx.vertx();
  private final ExecutorService workers = WarmThreads.start("line", 8);

  @AfterEach
  void close() throws Exception {
    workers.shutdown();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void all_are_done_and_never_more_at_once_than_allowed() throws Exception {
    JobLine line = new JobLine(workers, 2);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int number = i;
      answers.add(
          line.run(() -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            now.decrementAndGet();
            return number;
          }));
    }
    for (int i = 0; i < answers.size(); i++) {
      assertThat(await(answers.get(i))).isEqualTo(i);
    }
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void a_job_may_tell_its_result_after_it_ended_and_on_another_thread() throws Exception {
    JobLine line = new JobLine(workers, 1);
    var later = new CompletableFuture<Consumer<String>>();
    Future<String> told =
        line.ask(answer -> {
          later.complete(answer);
          return null;
        });
    Consumer<String> answer = later.get(20, TimeUnit.SECONDS);
    assertThat(await(line.run(() -> "the next"))).isEqualTo("the next");
    assertThat(told.isComplete()).isFalse();
    answer.accept("told");
    assertThat(await(told)).isEqualTo("told");
  }

  /** One worker, that does nothing before all jobs are there. */
  private List<Future<String>> halved(JobLine line, int jobs, IntConsumer first, IntConsumer rest)
      throws Exception {
    CountDownLatch all = new CountDownLatch(1);
    Future<Boolean> before = line.run(() -> all.await(20, TimeUnit.SECONDS));
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      int number = i;
      answers.add(
          line.ask(answer -> {
            first.accept(number);
            return () -> {
              rest.accept(number);
              answer.accept("done " + number);
            };
          }));
    }
    all.countDown();
    assertThat(await(before)).isTrue();
    return answers;
  }

  @Test
  void the_second_half_of_a_job_comes_after_the_first_of_others() throws Exception {
    JobLine line = new JobLine(workers, 1);
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    List<Future<String>> answers =
        halved(line, 3, number -> done.add("begun " + number), number -> done.add("" + number));
    assertThat(await(Future.all(answers)).<String>list())
        .containsExactly("done 0", "done 1", "done 2");
    assertThat(done).containsExactly("begun 0", "begun 1", "begun 2", "0", "1", "2");
    Awaitility.await().until(line::isIdle);
  }

  @Test
  void few_are_half_done_however_many_wait() throws Exception {
    JobLine line = new JobLine(workers, 1);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<String>> answers =
        halved(
            line,
            1_000,
            _ -> most.accumulateAndGet(now.incrementAndGet(), Math::max),
            _ -> now.decrementAndGet());
    assertThat(await(Future.all(answers)).size()).isEqualTo(1_000);
    assertThat(most.get()).isEqualTo(16);
  }

  @Test
  void a_second_half_that_fails_fails_its_job_alone() throws Exception {
    JobLine line = new JobLine(workers, 1);
    List<Future<String>> answers =
        halved(
            line,
            2,
            _ -> {},
            number -> {
              if (number == 0) {
                throw new IllegalStateException("broken");
              }
            });
    assertThat(await(answers.get(1))).isEqualTo("done 1");
    assertThatThrownBy(() -> await(answers.get(0))).hasRootCauseMessage("broken");
  }

  @Test
  void one_that_fails_fails_alone() throws Exception {
    JobLine line = new JobLine(workers, 1);
    CountDownLatch all = new CountDownLatch(1);
    Future<Integer> first =
        line.run(() -> {
          all.await();
          throw new IllegalStateException("no");
        });
    Future<Integer> second = line.run(() -> 2);
    all.countDown();
    assertThat(await(second)).isEqualTo(2);
    assertThat(first.failed()).isTrue();
  }

  @Test
  void answers_come_back_to_the_event_loop_that_asked() throws Exception {
    JobLine line = new JobLine(workers, 1);
    var thread = new CompletableFuture<Boolean>();
    vertx.runOnContext(
        _ -> line.run(() -> 1).onComplete(_ -> thread.complete(Context.isOnEventLoopThread())));
    assertThat(thread.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void without_workers_nobody_waits_for_ever() throws Exception {
    JobLine line = new JobLine(workers, 1);
    workers.shutdown();
    Future<Integer> late = line.run(() -> 1);
    late.toCompletionStage().toCompletableFuture().exceptionally(_ -> 0).get(20, TimeUnit.SECONDS);
    assertThat(late.isComplete()).isTrue();
  }
}
