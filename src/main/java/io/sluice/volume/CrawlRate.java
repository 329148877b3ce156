package io.sluice.volume;

import java.util.function.LongSupplier;

/** How fast a walk is: over about the last seconds, and over its whole time in this process. */
final class CrawlRate {
  private static final long WINDOW_NANOS = 2_000_000_000L;

  private final LongSupplier nanoTime;
  private long windowBegan;
  private long windowEntries;
  private long entriesPerSecond;
  private long walkBegan;
  private long walkDirectories = -1;
  private long directories;

  CrawlRate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    reset();
  }

  void reset() {
    windowBegan = nanoTime.getAsLong();
    windowEntries = 0;
    walkDirectories = -1;
  }

  /**
   * A slice was done.
   *
   * @param allDirectories of the walk so far
   */
  void add(int entries, long allDirectories) {
    long now = nanoTime.getAsLong();
    if (walkDirectories < 0) {
      walkDirectories = allDirectories;
      walkBegan = now;
    }
    directories = allDirectories - walkDirectories;
    windowEntries += entries;
    long elapsed = now - windowBegan;
    if (elapsed >= WINDOW_NANOS || entriesPerSecond == 0) {
      entriesPerSecond = (long) (windowEntries * 1e9 / Math.max(1, elapsed));
    }
    if (elapsed >= WINDOW_NANOS) {
      windowBegan = now;
      windowEntries = 0;
    }
  }

  long entriesPerSecond() {
    return entriesPerSecond;
  }

  /** How long so many directories will take, -1 when nothing tells. */
  long secondsFor(long left) {
    if (directories <= 0) {
      return -1;
    }
    double seconds = (nanoTime.getAsLong() - walkBegan) / 1e9;
    return Math.round(Math.max(0, left) * seconds / directories);
  }
}
