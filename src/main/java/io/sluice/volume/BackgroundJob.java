package io.sluice.volume;

import io.sluice.files.FileFailure;
import java.time.Duration;

/**
 * Work that goes on beside a volume's commands, done in slices: so it shares its threads with that
 * of other volumes, and stopping waits for no more than one slice. One slice runs at a time.
 */
interface BackgroundJob {
  /** For logs: {@code crawl}, {@code hash} and the like. */
  String name();

  /**
   * Does some tens of milliseconds of work. What throws is logged, and tried again later.
   *
   * @return how long until the next slice; zero for at once
   */
  Duration slice() throws FileFailure;

  /** After the last slice: lets go of what it holds. */
  default void end() {}
}
