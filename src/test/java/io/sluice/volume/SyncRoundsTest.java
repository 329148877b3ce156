package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One sync for many: never one that began too early, never a lost failure, nobody forgotten. */
class SyncRoundsTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger began = new AtomicInteger();
  private final Semaphore ends = new Semaphore(0);
  private volatile @Nullable Throwable failing;

  private final SyncRounds held =
      new SyncRounds(() -> {
        began.incrementAndGet();
        ends.acquireUninterruptibly();
        if (failing instanceof FileFailure failure) {
          throw failure;
        } else if (failing instanceof RuntimeException fault) {
          throw fault;
        } else if (failing instanceof Error fault) {
          throw fault;
        }
      });

  @AfterEach
  void end() {
    ends.release(1000);
    threads.shutdownNow();
  }

  /** What is told at the end; the call itself goes on beside. */
  private CompletableFuture<String> join() {
    var told = new CompletableFuture<String>();
    threads.execute(() -> held.join(end -> told.complete(end == null ? "kept" : "failed")));
    return told;
  }

  private CompletableFuture<String> joinAndBegin() {
    int before = began.get();
    CompletableFuture<String> told = join();
    await().until(() -> began.get() == before + 1);
    return told;
  }

  @Test
  void who_comes_during_a_sync_shares_the_next() throws Exception {
    var first = joinAndBegin();
    List<CompletableFuture<String>> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      var told = new CompletableFuture<String>();
      held.join(_ -> told.complete("kept")); // Does not block: another is at it.
      others.add(told);
    }
    assertThat(began.get()).isEqualTo(1);
    ends.release();
    await().until(() -> began.get() == 2);
    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("kept");
    assertThat(others).noneMatch(CompletableFuture::isDone);
    ends.release();
    for (var told : others) {
      assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("kept");
    }
    assertThat(began.get()).isEqualTo(2);
  }

  /** One round fails, the next does not. */
  private void requireToldOfOneRound(Throwable failure) throws Exception {
    failing = failure;
    var first = joinAndBegin();
    ends.release();
    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("failed");
    failing = null;
    var second = joinAndBegin();
    ends.release();
    assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo("kept");
  }

  @Test
  void a_failure_is_told_to_those_of_its_round_alone() throws Exception {
    requireToldOfOneRound(new FileFailure(Errno.EIO, "fsync", "folder"));
  }

  @Test
  void a_fault_is_a_failure_and_the_next_round_comes() throws Exception {
    requireToldOfOneRound(new IllegalStateException("broken"));
    requireToldOfOneRound(new NoClassDefFoundError("the jar was replaced"));
  }

  @Test
  void one_that_cannot_be_told_keeps_nobody_waiting() throws Exception {
    var first = joinAndBegin();
    held.join(_ -> {
      throw new NoClassDefFoundError("closed");
    });
    var last = new CompletableFuture<String>();
    held.join(_ -> last.complete("kept"));
    ends.release(2);
    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("kept");
    assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo("kept");
    var next = joinAndBegin();
    ends.release();
    assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo("kept");
  }

  @Test
  void many_are_each_told_once_after_a_sync_that_began_after_they_asked() throws Exception {
    AtomicLong clock = new AtomicLong();
    AtomicLong kept = new AtomicLong(); // What the last sync that ended began after.
    SyncRounds rounds =
        new SyncRounds(() -> {
          long start = clock.incrementAndGet();
          kept.accumulateAndGet(start, Math::max);
        });
    List<CompletableFuture<Integer>> writers = new ArrayList<>();
    for (int writer = 0; writer < 8; writer++) {
      writers.add(CompletableFuture.supplyAsync(() -> write(rounds, clock, kept), threads));
    }
    for (var writer : writers) {
      assertThat(writer.get(60, TimeUnit.SECONDS)).isEqualTo(500);
    }
  }

  /** How many changes were told once and in time. */
  private static int write(SyncRounds rounds, AtomicLong clock, AtomicLong kept) {
    int right = 0;
    for (int i = 0; i < 500; i++) {
      long changed = clock.incrementAndGet();
      var told = new CompletableFuture<Boolean>();
      rounds.join(_ -> told.complete(kept.get() > changed));
      right += told.orTimeout(20, TimeUnit.SECONDS).join() ? 1 : 0;
    }
    return right;
  }
}
