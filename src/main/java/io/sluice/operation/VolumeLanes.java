package io.sluice.operation;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads as volumes share it: each has a lane of its own, in which its jobs wait, and
 * never all the threads. So a volume that hangs holds up itself.
 *
 * <p>Clients can name buckets that there are not, without any right to: what is done for those has
 * one lane together, and leaves nothing behind.
 */
public final class VolumeLanes implements AutoCloseable {
  private final ExecutorService workers;
  private final ThreadShares shares;
  private final Terms terms;
  private final Predicate<String> volumes;
  private final ConcurrentHashMap<String, Lane> lanes = new ConcurrentHashMap<>();
  private final Lane nobodys;

  /**
   * How many threads there are, and when there is too much to do.
   *
   * @param threads of the pool; a volume has half of them at most
   * @param queueDelay how long jobs of a volume may wait while more keep coming; zero: for ever
   */
  public record Terms(int threads, Duration queueDelay, LongSupplier nanoTime) {}

  /**
   * @param volumes whether there is a volume of a name on this node; asked when one gets its lane,
   *     and to find lanes of volumes that are gone
   */
  public VolumeLanes(String threadName, Terms terms, Predicate<String> volumes) {
    this.workers = WarmThreads.start(threadName, terms.threads());
    this.shares = new ThreadShares(terms.threads());
    this.terms = terms;
    this.volumes = volumes;
    this.nobodys = new Lane();
  }

  /** What one volume has of the pool. */
  public final class Lane {
    private final ThreadShares.Share share = shares.share();
    private final WorkerQueue queue =
        new WorkerQueue(terms.queueDelay(), Math.ceilDiv(terms.threads(), 2), terms.nanoTime());
    private final JobLine line = newLine(Integer.MAX_VALUE);
    private final ConcurrentHashMap<Integer, JobLine> narrower = new ConcurrentHashMap<>();

    /** Has a job done; the future completes where the caller runs. */
    public <T> Future<T> run(Callable<T> work) {
      return line.run(queue.timed(work));
    }

    /** How much waits here. */
    WorkerQueue queue() {
      return queue;
    }

    /** The line with no more workers than so many, out of the same share. */
    JobLine line(int mostAtWork) {
      return narrower.computeIfAbsent(mostAtWork, this::newLine);
    }

    private JobLine newLine(int mostAtWork) {
      return new JobLine(workers, mostAtWork, share);
    }

    private boolean isIdle() {
      return line.isIdle() && narrower.values().stream().allMatch(JobLine::isIdle);
    }
  }

  /** The lane of a volume; for a name of none the one that all such share. */
  public Lane of(String volume) {
    Lane known = lanes.get(volume);
    if (known != null) {
      return known;
    }
    if (!volumes.test(volume)) {
      return nobodys;
    }
    forgetGone();
    return lanes.computeIfAbsent(volume, _ -> new Lane());
  }

  /**
   * Lets go of the lanes of volumes that there are no more. One at work stays until the next call:
   * a volume of the same name must not get a second share of threads while the first is held.
   */
  public void forgetGone() {
    lanes.entrySet().removeIf(lane -> !volumes.test(lane.getKey()) && lane.getValue().isIdle());
  }

  /** Takes no more jobs; those that wait are done, and nobody waits for that here. */
  @Override
  public void close() {
    workers.shutdown();
  }

  /** How many volumes have a lane. */
  int count() {
    return lanes.size();
  }

  /** Whether a volume has more to do than it gets done; false if nobody asked for it yet. */
  boolean isFull(@Nullable String volume, boolean isRetry, boolean isCrowd) {
    Lane lane = volume == null ? null : lanes.get(volume);
    return lane != null && lane.queue().isFull(isRetry, isCrowd);
  }

  /** The same for a read. */
  boolean isFullForReads(String volume) {
    Lane lane = lanes.get(volume);
    return lane != null && lane.queue().isFullForReads();
  }
}
