package io.sluice.operation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for what may block, of which the one that rested last is woken first. A pool with a queue
 * wakes the one that rested longest, so that short jobs wander over all threads, and each finds the
 * caches of its processor filled by others.
 *
 * <p>Jobs begin in about the order in which they came. No thread keeps the process from ending.
 */
public final class WarmThreads {
  /** Threads that nobody needs go, so that a burst leaves no memory behind. */
  private static final long KEPT_SECONDS = 60;

  private WarmThreads() {}

  /**
   * Starts none yet: they are made when they are needed.
   *
   * @param name of the threads, with a number each
   * @param threads how many at most
   * @return takes jobs until it is shut down, and then does those that it has
   */
  public static ExecutorService start(String name, int threads) {
    AtomicInteger made = new AtomicInteger();
    return new ForkJoinPool(
        threads,
        pool -> {
          ForkJoinWorkerThread thread =
              ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
          thread.setName(name + "-" + made.getAndIncrement());
          return thread;
        },
        null,
        true,
        threads,
        threads,
        1,
        // Never more threads in place of those that wait for a future.
        _ -> true,
        KEPT_SECONDS,
        TimeUnit.SECONDS);
  }
}
