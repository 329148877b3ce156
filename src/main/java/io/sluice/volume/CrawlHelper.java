package io.sluice.volume;

import io.sluice.files.FileFailure;
import java.time.Duration;
import java.util.function.Supplier;

/** Another thread's share of a walk: it takes directories, and leaves all else to {@link Crawl}. */
final class CrawlHelper implements BackgroundJob {
  /** After so long it asks again whether there is something to do. */
  private static final Duration SOON = Duration.ofMillis(10);

  private final CrawlHand hand;
  private final Supplier<Duration> pause;
  private final Listing.Clocks clocks;

  /**
   * @param pause how long to take nothing
   */
  CrawlHelper(CrawlHand hand, Supplier<Duration> pause, Listing.Clocks clocks) {
    this.hand = hand;
    this.pause = pause;
    this.clocks = clocks;
  }

  @Override
  public String name() {
    return "crawl-helper";
  }

  @Override
  public Duration slice() throws FileFailure {
    Duration wait = pause.get();
    if (!wait.isZero() && !hand.isBusy()) {
      return wait;
    }
    long began = clocks.nanoTime().getAsLong();
    while (clocks.nanoTime().getAsLong() - began < Crawl.SLICE_NANOS) {
      if (hand.advance(Crawl.STEP) == 0) {
        return SOON;
      }
    }
    return Duration.ZERO;
  }

  @Override
  public void end() {
    hand.abandon();
  }
}
