package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Looks at directories soon after the kernel told of changes in them, so that the next listing
 * needn't read them; keeps the kernel's queue from filling up while nobody lists; and goes on with
 * the reading of large directories of which a page needed the first names only.
 */
final class HintedReads implements BackgroundJob {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int NAMES = 256;
  private static final int STEPS = 16;

  private final ChangeHints hints;
  private final Coverage coverage;
  private final Deque<ObjectKey> due = new ArrayDeque<>();

  HintedReads(ChangeHints hints, Coverage coverage) {
    this.hints = hints;
    this.coverage = coverage;
  }

  @Override
  public String name() {
    return "hints";
  }

  @Override
  public Duration slice() throws FileFailure {
    boolean reads = false;
    for (int i = 0; i < STEPS && coverage.readOn(NAMES); i++) {
      reads = true;
    }
    if (reads) {
      return Duration.ZERO;
    }
    if (due.isEmpty()) {
      coverage.heed();
      due.addAll(hints.changed());
    }
    ObjectKey next = due.poll();
    if (next == null) {
      return PAUSE;
    }
    coverage.ensure(next);
    return due.isEmpty() ? PAUSE : Duration.ZERO;
  }
}
