package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.StagedFile;
import io.sluice.files.VolumeRoot;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The clock by which a volume's file system stamps its files: that of this machine, or of a file
 * server. Asked by means of a file in staging, which goes at once.
 */
record VolumeTime(VolumeRoot root, long epoch, LongSupplier nanoTime) {
  /** Longer than the grain of any clock of a file system. */
  private static final long LONGEST_TICK_NANOS = Duration.ofSeconds(3).toNanos();

  /** That of a volume which this node owns. */
  static VolumeTime of(Workings workings, LongSupplier nanoTime) {
    return new VolumeTime(workings.root(), workings.tenure().epoch(), nanoTime);
  }

  /** Now, in nanoseconds since 1970; never ahead of what a change from now on is stamped with. */
  long now() throws FileFailure {
    try (StagedFile probe = root.staging().create(epoch)) {
      return probe.changedNanos();
    }
  }

  /**
   * Waits for the next tick of the clock, mostly some milliseconds.
   *
   * @return a time that no change from before the call can bear
   */
  long tick() throws FileFailure {
    try (StagedFile probe = root.staging().create(epoch)) {
      long began = nanoTime.getAsLong();
      long first = probe.changedNanos();
      long now = first;
      for (int i = 1; now == first && nanoTime.getAsLong() - began < LONGEST_TICK_NANOS; i++) {
        probe.truncate(i % 2); // Takes no space, so that a full volume will do.
        now = probe.changedNanos();
      }
      return now;
    }
  }
}
