package io.sluice.cluster;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one seat: a step every half of the renewal interval or so, when something changed, and
 * right when a lease has run out. Each volume has a thread of the platform, since a system call on
 * a volume that hangs does not let go of its carrier.
 */
final class SeatThread {
  private static final Logger log = LoggerFactory.getLogger(SeatThread.class);

  private final String volume;
  private final Seat seat;
  private final Supplier<ClusterView> view;
  private final ClusterNode.Sources sources;
  private final LeaseTerms terms;
  private final CompletableFuture<Void> left = new CompletableFuture<>();
  private final Thread thread;
  private Runnable onAnswer = () -> {};
  private volatile boolean leaving;
  private volatile boolean stopped;
  private volatile boolean answered;
  private volatile long answeredNanos;
  private boolean failing;

  /** How often it steps, and by which clock. */
  record Pace(ClusterNode.Sources sources, LeaseTerms terms) {}

  SeatThread(String volume, Seat seat, Supplier<ClusterView> view, Pace pace) {
    this.volume = volume;
    this.seat = seat;
    this.view = view;
    this.sources = pace.sources();
    this.terms = pace.terms();
    this.thread = Thread.ofPlatform().daemon().name("seat-" + volume).unstarted(this::run);
  }

  /**
   * @param firstAnswer called after the first step
   */
  void start(Runnable firstAnswer) {
    onAnswer = firstAnswer;
    thread.start();
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  /** Whether the volume has answered within the length of a lease. */
  boolean answers(long now) {
    return answered && now - answeredNanos < terms.leaseNanos();
  }

  /** Hands the volume over, and ends; done when this node does not hold it. */
  CompletableFuture<Void> leave() {
    leaving = true;
    seat.leave();
    wake();
    return left;
  }

  void stop() {
    stopped = true;
    wake();
  }

  private void run() {
    while (!stopped && !(leaving && seat.isAway())) {
      boolean first = step() && !answered;
      if (first) {
        answered = true;
        onAnswer.run();
      }
      seat.whenReleased(this::wake);
      LockSupport.parkNanos(Math.min(pause(), seat.dueNanos()));
    }
    left.complete(null);
  }

  private long pause() {
    long half = terms.renewNanos() / 2;
    return half + sources.random().nextLong(half / 4) - half / 8;
  }

  private boolean step() {
    try {
      seat.step(view.get());
      answeredNanos = sources.nanoTime().getAsLong();
      if (failing) {
        failing = false;
        log.atWarn().addKeyValue("volume", volume).log("the lease can be kept again");
      }
      return true;
    } catch (IOException e) {
      fails(e);
      return false;
    } catch (RuntimeException e) {
      // The cluster didn't answer; the volume did.
      fails(e);
      answeredNanos = sources.nanoTime().getAsLong();
      return true;
    }
  }

  private void fails(Exception failure) {
    if (!failing) {
      failing = true;
      log.atWarn().addKeyValue("volume", volume).setCause(failure).log("the lease can't be kept");
    }
  }
}
