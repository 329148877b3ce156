package io.sluice.volume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one volume's background jobs on threads that it shares with other volumes. */
final class BackgroundJobs implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BackgroundJobs.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  private final String volume;
  private final ScheduledExecutorService threads;
  private final List<Running> jobs = new ArrayList<>();

  /**
   * @param threads where slices run; not closed here
   */
  BackgroundJobs(String volume, ScheduledExecutorService threads) {
    this.volume = volume;
    this.threads = threads;
  }

  /** Begins with a job's first slice as soon as a thread is free. */
  synchronized void start(BackgroundJob job) {
    Running running = new Running(job);
    jobs.add(running);
    running.next(Duration.ZERO);
  }

  /** Has a job's next slice done at once, whatever it wanted to wait. */
  synchronized void wake(BackgroundJob job) {
    jobs.stream().filter(running -> running.job.equals(job)).forEach(Running::wake);
  }

  /** Ends all jobs; waits for slices that are being done. */
  @Override
  public void close() {
    List<Running> all;
    synchronized (this) {
      all = List.copyOf(jobs);
      jobs.clear();
    }
    all.forEach(Running::stop);
    all.forEach(Running::awaitSlice);
  }

  private final class Running {
    private final BackgroundJob job;
    private final ReentrantLock working = new ReentrantLock();
    private volatile boolean stopped;
    private @Nullable ScheduledFuture<?> waiting;
    private Duration retry = FIRST_RETRY;
    private boolean woken;

    Running(BackgroundJob job) {
      this.job = job;
    }

    synchronized void next(Duration delay) {
      if (stopped) {
        return;
      }
      long nanos = woken ? 0 : delay.toNanos();
      woken = false;
      try {
        waiting = threads.schedule(this::run, nanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException closing) {
        stopped = true; // The node is going down and has closed the threads.
      }
    }

    synchronized void wake() {
      woken = true; // Also when a slice is being done: another follows it then.
      if (waiting != null && waiting.cancel(false)) {
        next(Duration.ZERO);
      }
    }

    synchronized void stop() {
      stopped = true;
      if (waiting != null) {
        waiting.cancel(false);
      }
    }

    void awaitSlice() {
      working.lock();
      try {
        log.atDebug().addKeyValue("volume", volume).log("{} ended", job.name());
        job.end();
      } finally {
        working.unlock();
      }
    }

    private void run() {
      Duration delay = Duration.ZERO;
      working.lock();
      try {
        if (!stopped) {
          delay = slice();
        }
      } finally {
        working.unlock();
      }
      next(delay);
    }

    private Duration slice() {
      try {
        Duration delay = job.slice();
        retry = FIRST_RETRY;
        return delay;
      } catch (Exception failure) {
        return retryAfter(failure);
      }
    }

    private Duration retryAfter(Exception failure) {
      log.atWarn()
          .addKeyValue("volume", volume)
          .addKeyValue("job", job.name())
          .setCause(failure)
          .log("background work failed; trying again");
      Duration delay = retry;
      Duration doubled = retry.multipliedBy(2);
      retry = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
      return delay;
    }
  }
}
