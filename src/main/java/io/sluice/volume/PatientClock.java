package io.sluice.volume;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A machine's clock that is never ahead of what has really passed since this was made: by it a file
 * is not older than it is, though somebody sets the machine's clock forward.
 */
final class PatientClock implements InstantSource {
  private final InstantSource machine;
  private final LongSupplier nanoTime;
  private final Instant began;
  private final long beganNanos;

  PatientClock(InstantSource machine, LongSupplier nanoTime) {
    this.machine = machine;
    this.nanoTime = nanoTime;
    this.began = machine.instant();
    this.beganNanos = nanoTime.getAsLong();
  }

  @Override
  public Instant instant() {
    Instant shown = machine.instant();
    Instant passed = began.plusNanos(nanoTime.getAsLong() - beganNanos);
    return shown.isAfter(passed) ? passed : shown;
  }
}
