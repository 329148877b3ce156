package io.sluice.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The slowness of a client or a sink, where slowness is what is tested. Never for waiting. */
final class Pacing {
  private Pacing() {}

  /** Does nothing for at least this long. */
  static void pause(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
