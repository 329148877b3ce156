package io.sluice.operation;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How long work waits for a thread, and so when new work is better refused: at once, before its
 * body is read, instead of after a wait that helps nobody. Safe for any number of threads.
 *
 * <p>A burst may wait; a queue that does not empty may not. Every {@link #INTERVAL_NANOS} the
 * shortest wait of all work that began in it is looked at. Above the target, the queue is a
 * standing one, and holds only the calm number: what the threads get done within the target, or a
 * few jobs a thread where that is more. It stands until the shortest wait is below half of it.
 *
 * <pre>
 *   waiting  0 ........ calm ........ burst ........ 1.5 x
 *            everybody  | not while   | only who was | nobody
 *                       | the queue   | refused      |
 *                       | stands      | before       |
 * </pre>
 *
 * <p>While a crowd is being refused, some hundred clients at one time, others always come at once:
 * so a part of the calm number keeps the threads busy, and who is taken is done soon.
 *
 * <p>Who was refused once, and says so, gets half as much room again as others: so SDKs get their
 * work done with the few tries that they make.
 *
 * <p>Source of the idea: Nichols and Jacobson, "Controlling Queue Delay" (2012).
 */
public final class WorkerQueue {
  /** Long enough that a queue which empties now and then does so within it. */
  static final long INTERVAL_NANOS = 100_000_000;

  /** So many jobs a thread may always wait: where they are slow, time alone would allow none. */
  static final int CALM_PER_THREAD = 4;

  /** So many may wait in a burst, however little the threads did before it came. */
  static final int BURST_PER_THREAD = 8;

  private static final int FOR_READS = 3;

  /** Of the fixed number and of what is done within the target: the part that a crowd gets. */
  private static final int FOR_CROWDS = 2;

  private static final int OF_CALM_FOR_CROWDS = 4;

  private final long targetNanos;
  private final int leastCalm;
  private final int leastBurst;
  private final LongSupplier nanoTime;
  private final AtomicInteger waiting = new AtomicInteger();
  private long intervalStart;
  private long shortestNanos = Long.MAX_VALUE;
  private long begun;
  private volatile boolean standing;
  private volatile int calm;

  /**
   * @param target how long work may wait while more of it keeps coming; zero: for ever
   * @param threads how many there are
   */
  public WorkerQueue(Duration target, int threads, LongSupplier nanoTime) {
    this.targetNanos = target.toNanos();
    this.leastCalm = threads * CALM_PER_THREAD;
    this.leastBurst = threads * BURST_PER_THREAD;
    this.nanoTime = nanoTime;
    this.intervalStart = nanoTime.getAsLong();
    this.calm = leastCalm;
  }

  /** A queue that never refuses. */
  public static WorkerQueue unbounded() {
    return new WorkerQueue(Duration.ZERO, 1, () -> 0);
  }

  /** The work, which counts as waiting from now until it begins. */
  <T> Callable<T> timed(Callable<T> work) {
    Runnable begun = arrived();
    return () -> {
      begun.run();
      return work.call();
    };
  }

  /**
   * Counts something as waiting from now on.
   *
   * @return to be run when it begins
   */
  Runnable arrived() {
    if (targetNanos == 0) {
      return () -> {};
    }
    long since = nanoTime.getAsLong();
    waiting.incrementAndGet();
    return () -> {
      waiting.decrementAndGet();
      begins(since);
    };
  }

  /**
   * Whether a request should be refused now.
   *
   * @param isRetry whether it was refused before
   * @param isCrowd whether so many are being refused that few should wait
   */
  boolean isFull(boolean isRetry, boolean isCrowd) {
    if (targetNanos == 0) {
      return false;
    }
    int room = isCrowd ? crowdRoom() : room();
    return waiting.get() >= (isRetry ? room + room / 2 : room);
  }

  /** The same for a read, of which most need no thread: so the few that do get more room. */
  boolean isFullForReads() {
    return targetNanos != 0 && waiting.get() >= FOR_READS * room();
  }

  private int room() {
    return standing ? calm : Math.max(leastBurst, calm);
  }

  private int crowdRoom() {
    return Math.max(leastCalm / FOR_CROWDS, calm / OF_CALM_FOR_CROWDS);
  }

  private synchronized void begins(long since) {
    long now = nanoTime.getAsLong();
    shortestNanos = Math.min(shortestNanos, now - since);
    begun++;
    long elapsed = now - intervalStart;
    if (elapsed < INTERVAL_NANOS) {
      return;
    }
    standing = shortestNanos > (standing ? targetNanos / 2 : targetNanos);
    double withinTarget = (double) begun * targetNanos / elapsed;
    calm = Math.clamp((long) withinTarget, leastCalm, Integer.MAX_VALUE / 8);
    intervalStart = now;
    shortestNanos = Long.MAX_VALUE;
    begun = 0;
  }
}
