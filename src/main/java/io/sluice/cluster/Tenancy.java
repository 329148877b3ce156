package io.sluice.cluster;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One node's right to write one volume in one epoch. Ask right before each step that others can
 * see, and before each answer: only the monotonic clock at that moment counts, since a stopped
 * process can't be told that its time is over.
 */
public final class Tenancy {
  private final String volume;
  private final long epoch;
  private final LongSupplier nanoTime;
  private final AtomicLong untilNanos;
  private volatile boolean suspended;
  private volatile boolean ended;
  private volatile boolean doubted;

  Tenancy(String volume, long epoch, LongSupplier nanoTime, long untilNanos) {
    this.volume = volume;
    this.epoch = epoch;
    this.nanoTime = nanoTime;
    this.untilNanos = new AtomicLong(untilNanos);
  }

  public String volume() {
    return volume;
  }

  public long epoch() {
    return epoch;
  }

  /** Whether the lease is certainly this node's now. */
  public boolean isProven() {
    return !ended && !suspended && isInTime();
  }

  /**
   * What this epoch had made for itself on the volume is gone, and only the next epoch may make it
   * again. While the lease says that nobody else owns the volume, its seat claims that epoch; else
   * this says nothing new.
   */
  public void doubt() {
    doubted = doubted || isProven();
  }

  boolean isDoubted() {
    return doubted;
  }

  boolean isInTime() {
    return untilNanos.get() - nanoTime.getAsLong() > 0;
  }

  void extend(long toNanos) {
    untilNanos.set(toNanos);
  }

  /** Without a majority of the nodes: nothing is proven, but the lease may come back. */
  void suspend(boolean without) {
    suspended = without;
  }

  void end() {
    ended = true;
  }
}
