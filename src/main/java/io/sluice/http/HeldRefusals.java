package io.sluice.http;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/**
 * Refusals of one event loop that are held back, each until {@link RefusalPace} lets it leave. One
 * timer for all, since they leave in the order in which they came. Counted in {@link Admission}: so
 * many clients wait, and so large a crowd is.
 *
 * <p>Confined to its event loop.
 */
final class HeldRefusals {
  private static final long NANOS_IN_MILLI = 1_000_000;

  private final RefusalPace pace;
  private final Admission admission;
  private final LongSupplier nanoTime;
  private final Timer timer;
  private final SequencedMap<Runnable, Long> held = new LinkedHashMap<>();
  private boolean armed;
  private boolean closing;

  /** Runs something later on the same event loop. */
  interface Timer {
    void after(long millis, Runnable action);
  }

  HeldRefusals(RefusalPace pace, Admission admission, LongSupplier nanoTime, Timer timer) {
    this.pace = pace;
    this.admission = admission;
    this.nanoTime = nanoTime;
    this.timer = timer;
  }

  /** Runs a refusal when it may leave: now, where nothing is held back. */
  void hold(Runnable refusal) {
    long now = nanoTime.getAsLong();
    long millis = closing ? 0 : pace.delayMillis(now, admission.isCrowd());
    if (millis == 0) {
      refusal.run();
      return;
    }
    held.put(refusal, now + millis * NANOS_IN_MILLI);
    admission.holdsBack(1);
    if (!armed) {
      arm(millis);
    }
  }

  /** Its client is gone. */
  void forget(Runnable refusal) {
    if (held.remove(refusal) != null) {
      admission.holdsBack(-1);
    }
  }

  /** Lets all leave, and holds back no more: for a gateway that closes. */
  void close() {
    closing = true;
    while (!held.isEmpty()) {
      leave();
    }
  }

  int count() {
    return held.size();
  }

  private void arm(long millis) {
    armed = true;
    timer.after(millis, this::due);
  }

  private void due() {
    armed = false;
    long now = nanoTime.getAsLong();
    while (!held.isEmpty() && held.firstEntry().getValue() <= now) {
      leave();
    }
    if (!held.isEmpty() && !armed) {
      arm(Math.max(1, Math.ceilDiv(held.firstEntry().getValue() - now, NANOS_IN_MILLI)));
    }
  }

  private void leave() {
    Runnable first = held.pollFirstEntry().getKey();
    admission.holdsBack(-1);
    first.run();
  }
}
