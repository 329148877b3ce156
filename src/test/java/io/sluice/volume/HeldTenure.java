package io.sluice.volume;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A tenure that can be lost, and whose proofs can stop: as a process that sleeps right after. */
final class HeldTenure implements Tenure {
  private final long epoch;
  private final CountDownLatch asleep = new CountDownLatch(1);
  private final CountDownLatch woken = new CountDownLatch(1);
  private final AtomicInteger proofsLeft = new AtomicInteger(Integer.MAX_VALUE);
  private volatile boolean lost;

  HeldTenure(long epoch) {
    this.epoch = epoch;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  /** Falls asleep in the proof after so many more, just after it held. */
  void sleepAfter(int proofs) {
    proofsLeft.set(proofs);
  }

  void awaitSleep() throws InterruptedException {
    if (!asleep.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("it never fell asleep");
    }
  }

  boolean isAsleep() {
    return asleep.getCount() == 0;
  }

  /** Wakes it; from now on no proof holds. */
  void lose() {
    lost = true;
    woken.countDown();
  }

  @Override
  public void prove() {
    if (lost) {
      throw Refusal.exception(Reason.NOT_OWNER, "The lease ran out.");
    }
    if (proofsLeft.getAndDecrement() == 0) {
      asleep.countDown();
      try {
        woken.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
