package io.sluice.volume;

import java.time.Duration;

/** Looks now and then whether an index in memory can go back to its disk. */
final class IndexTending implements BackgroundJob {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final IndexRenewal renewal;

  IndexTending(IndexRenewal renewal) {
    this.renewal = renewal;
  }

  @Override
  public String name() {
    return "index";
  }

  @Override
  public Duration slice() {
    renewal.bound();
    renewal.tend();
    return EVERY;
  }
}
