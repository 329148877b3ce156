package io.sluice.operation;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads as volumes share it: each has a lane of its own, in which its jobs wait, and
 * never all the threads. So a volume that hangs holds up itself.
 */
public final class VolumeLanes {
  /** A client can name buckets that there are not. */
  private static final int MOST_LANES = 10_000;

  /** No volume is called so. */
  private static final String ALL_OTHERS = "";

  private final WorkerExecutor workers;
  private final ThreadShares shares;
  private final Terms terms;
  private final ConcurrentHashMap<String, Lane> lanes = new ConcurrentHashMap<>();

  /**
   * How many threads there are, and when there is too much to do.
   *
   * @param threads of the pool; a volume has half of them at most
   * @param queueDelay how long jobs of a volume may wait while more keep coming; zero: for ever
   */
  public record Terms(int threads, Duration queueDelay, LongSupplier nanoTime) {}

  public VolumeLanes(WorkerExecutor workers, Terms terms) {
    this.workers = workers;
    this.shares = new ThreadShares(terms.threads());
    this.terms = terms;
  }

  /** What one volume has of the pool. */
  public final class Lane {
    private final ThreadShares.Share share = shares.share();
    private final WorkerQueue queue =
        new WorkerQueue(terms.queueDelay(), Math.ceilDiv(terms.threads(), 2), terms.nanoTime());
    private final JobLine line = line(Integer.MAX_VALUE);

    /** Has a job done; the future completes where the caller runs. */
    public <T> Future<T> run(Callable<T> work) {
      return line.run(queue.timed(work));
    }

    /** How much waits here. */
    WorkerQueue queue() {
      return queue;
    }

    /** A line for jobs of one kind, with no more workers than so many, out of the same share. */
    JobLine line(int mostAtWork) {
      return new JobLine(workers, mostAtWork, share);
    }
  }

  /** The lane of a volume. */
  public Lane of(String volume) {
    Lane known = lanes.get(volume);
    if (known != null) {
      return known;
    }
    String name = lanes.size() < MOST_LANES ? volume : ALL_OTHERS;
    return lanes.computeIfAbsent(name, _ -> new Lane());
  }

  /** Whether a volume has more to do than it gets done; false if nobody asked for it yet. */
  boolean isFull(@Nullable String volume, boolean isRetry) {
    Lane lane = volume == null ? null : lanes.get(volume);
    return lane != null && lane.queue().isFull(isRetry);
  }

  /** The same for a read. */
  boolean isFullForReads(String volume) {
    Lane lane = lanes.get(volume);
    return lane != null && lane.queue().isFullForReads();
  }
}
