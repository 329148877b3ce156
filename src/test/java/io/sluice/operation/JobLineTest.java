package io.sluice.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
