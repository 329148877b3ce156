package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Looks at directories soon after the kernel told of changes in them, so that the next listing
 * needn't read them; and keeps the kernel's queue from filling up while nobody lists.
 */
final class HintedReads implements BackgroundJob {
  private static final Duration PAUSE = Duration.ofSeconds(1);

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
