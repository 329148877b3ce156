package io.sluice.operation;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of some ten microseconds, done by a few workers that take one after another. Where each job
 * is handed to a thread of its own, waking that up and laying it down costs as much as the job, and
 * the threads wait for each other within the kernel.
 */
final class JobLine {
  /** After so many a worker lets others in, who may be waiting for the same threads. */
  private static final int JOBS_AT_ONCE = 64;

  /** So many may be half done before the first of them is ended, others waiting or not. */
  private static final int MOST_HALF_DONE = 16;

  private final Executor workers;
  private final int mostAtWork;
  private final ThreadShares.@Nullable Share share;
  private final Queue<Job<?>> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<Half> halves = new ConcurrentLinkedQueue<>();
  private final AtomicInteger halfDone = new AtomicInteger();
  private final AtomicInteger atWork = new AtomicInteger();

  /**
   * @param mostAtWork how many workers: few where jobs only compute, many where they wait for disks
   */
  JobLine(Executor workers, int mostAtWork) {
    this(workers, mostAtWork, null);
  }

  /**
   * @param share what the workers are counted in besides; null: nothing
   */
  JobLine(Executor workers, int mostAtWork, ThreadShares.@Nullable Share share) {
    this.workers = workers;
    this.mostAtWork = mostAtWork;
    this.share = share;
  }

  /** What tells its result itself, once: before it ends, or later, or by another. */
  interface Asked<T> {
    /** Answers what is left to be done once others have had their turn; null for nothing. */
    @Nullable Rest run(Consumer<T> answer) throws Exception;
  }

  /** The second half of a job; it is run even when no job is taken any more. */
  interface Rest {
    void run();
  }

  private record Job<T>(Asked<T> work, Promise<T> promise, @Nullable Context caller) {
    /** What is left of it. */
    @Nullable Half run() {
      try {
        Rest rest = work.run(result -> tell(() -> promise.complete(result)));
        return rest == null ? null : new Half(rest, this::fail);
      } catch (Throwable failure) {
        fail(failure);
        return null;
      }
    }

    void fail(Throwable failure) {
      tell(() -> promise.tryFail(failure));
    }

    private void tell(Runnable end) {
      if (caller == null) {
        end.run();
      } else {
        caller.runOnContext(_ -> end.run());
      }
    }
  }

  private record Half(Rest rest, Consumer<Throwable> failed) {
    void run() {
      try {
        rest.run();
      } catch (Throwable failure) {
        failed.accept(failure);
      }
    }
  }

  /** Has a job done; the future completes where the caller runs. */
  <T> Future<T> run(Callable<T> work) {
    return ask(answer -> {
      answer.accept(work.call());
      return null;
    });
  }

  /** The same for one that tells its result when and where it likes, and may be in two halves. */
  <T> Future<T> ask(Asked<T> work) {
    Promise<T> promise = Promise.promise();
    waiting.add(new Job<>(work, promise, Vertx.currentContext()));
    callWorker();
    return promise.future();
  }

  /** Whether no job waits and none is being done. */
  boolean isIdle() {
    return atWork.get() == 0 && waiting.isEmpty() && halves.isEmpty();
  }

  private void callWorker() {
    if (!enter()) {
      return; // Whoever is at work looks again before it leaves.
    }
    try {
      workers.execute(this::work);
    } catch (RejectedExecutionException closed) {
      leave();
      giveUp(closed);
    }
  }

  private boolean enter() {
    for (int now = atWork.get(); now < mostAtWork; now = atWork.get()) {
      if (atWork.compareAndSet(now, now + 1)) {
        if (isGranted(now == 0)) {
          return true;
        }
        if (atWork.decrementAndGet() > 0) {
          return false;
        } // Else nobody is left who would look again.
      }
    }
    return false;
  }

  private boolean isGranted(boolean isFirst) {
    if (share == null) {
      return true;
    }
    if (isFirst) {
      share.insist();
      return true;
    }
    return share.take();
  }

  private void leave() {
    if (share != null) {
      share.giveBack();
    }
    atWork.decrementAndGet();
  }

  private void work() {
    try {
      int left = JOBS_AT_ONCE;
      while (left > 0 && doNext()) {
        left--;
      }
    } finally {
      leave();
    }
    if (!waiting.isEmpty() || !halves.isEmpty()) {
      callWorker();
    }
  }

  /** False when there is nothing to do. */
  private boolean doNext() {
    if (halfDone.get() >= MOST_HALF_DONE && endHalf()) {
      return true;
    }
    Job<?> job = waiting.poll();
    if (job == null) {
      return endHalf();
    }
    Half left = job.run();
    if (left != null) {
      halfDone.incrementAndGet();
      halves.add(left);
    }
    return true;
  }

  private boolean endHalf() {
    Half half = halves.poll();
    if (half == null) {
      return false;
    }
    halfDone.decrementAndGet();
    half.run();
    return true;
  }

  /** The workers are closed. What was begun is ended. */
  private void giveUp(Throwable why) {
    boolean ended = true;
    while (ended) {
      ended = endHalf();
    }
    for (Job<?> job = waiting.poll(); job != null; job = waiting.poll()) {
      job.fail(why);
    }
  }
}
