package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundJobsTest {
  private static final Duration FAR = Duration.ofDays(1);

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final BackgroundJobs jobs = new BackgroundJobs("v", threads);

  @AfterEach
  void end() {
    jobs.close();
    threads.shutdownNow();
  }

  private record Counting(AtomicInteger slices, Duration pause) implements BackgroundJob {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Duration slice() {
      slices.incrementAndGet();
      return pause;
    }
  }

  @Test
  void slices_follow_each_other_until_closed() {
    Counting job = new Counting(new AtomicInteger(), Duration.ZERO);
    jobs.start(job);
    await().until(() -> job.slices().get() > 3);
    jobs.close();
    int done = job.slices().get();
    await().during(Duration.ofMillis(50)).until(() -> job.slices().get() == done);
  }

  @Test
  void a_waiting_job_can_be_woken() {
    Counting job = new Counting(new AtomicInteger(), FAR);
    jobs.start(job);
    await().until(() -> job.slices().get() == 1);
    jobs.wake(job);
    await().until(() -> job.slices().get() == 2);
  }

  @Test
  void closing_waits_for_the_slice_under_way() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    jobs.start(
        new BackgroundJob() {
          @Override
          public String name() {
            return "slow";
          }

          @Override
          public Duration slice() {
            inside.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            ended.set(true);
            return FAR;
          }
        });
    inside.await();
    threads.execute(goOn::countDown);
    jobs.close();
    assertThat(ended).isTrue();
  }

  @Test
  void a_failed_slice_is_tried_again() {
    AtomicInteger tries = new AtomicInteger();
    jobs.start(
        new BackgroundJob() {
          @Override
          public String name() {
            return "failing";
          }

          @Override
          public Duration slice() {
            if (tries.incrementAndGet() == 1) {
              throw new IllegalStateException("the first time");
            }
            return FAR;
          }
        });
    await().until(() -> tries.get() == 2);
  }
}
