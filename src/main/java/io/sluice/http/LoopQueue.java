package io.sluice.http;

import java.time.Duration;

/**
 * How long requests wait for an event loop, in the kernel, where nobody can count them. A loop
 * takes up all that is ready in one turn, and what comes meanwhile waits for the next: so the
 * length of a turn is the wait.
 *
 * <pre>
 *   turn   |rrrrrrrrrrrrrrrrrrrrrrrr|        every r takes up a request
 *          |-- target --|                    a standing queue: those behind it are refused
 * </pre>
 *
 * <p>A burst may wait; a queue that does not empty may not. It stands once the shortest turn of the
 * last {@link #INTERVAL_NANOS} was above the target, until it is below half of it. A number of
 * requests a turn is taken in any case, so that clients with some hundred connections in all are
 * never refused for this, however slow the machine; and who says that it was refused before gets
 * twice as much of both.
 *
 * <p>Clients that wait for each other's answers come in bursts with short turns between them, under
 * which no queue stands. So more than {@link #CALM} in one turn of one loop are refused at once,
 * and while a crowd is held back ({@link Admission#isCrowd}) few are taken, for half as long: the
 * loop never wants for requests then.
 *
 * <p>Confined to its event loop.
 */
final class LoopQueue {
  static final long INTERVAL_NANOS = 100_000_000;

  /** So many requests a turn are taken on all loops together. */
  static final int CALM = 256;

  /** With many loops connections are spread unevenly. */
  static final int CALM_PER_LOOP = 64;

  /** While a crowd is refused so many are, on all loops together; and on each at least. */
  static final int CROWD = 64;

  static final int CROWD_PER_LOOP = 16;

  private static final int FOR_RETRIES = 2;

  private static final int FOR_CROWDS = 2;

  private final long targetNanos;
  private final int calm;
  private final int crowd;
  private boolean turning;
  private boolean standing;
  private int taken;
  private long turnStart;
  private long turnEnd;
  private long intervalStart;
  private long shortestNanos = Long.MAX_VALUE;

  /**
   * @param target the longest turn; zero: none
   * @param loops how many there are of the same port
   */
  LoopQueue(Duration target, int loops, long nowNanos) {
    targetNanos = target.toNanos();
    calm = Math.max(CALM_PER_LOOP, Math.ceilDiv(CALM, loops));
    crowd = Math.max(CROWD_PER_LOOP, Math.ceilDiv(CROWD, loops));
    turnEnd = nowNanos;
    intervalStart = nowNanos;
  }

  /** Counts a request; true if it is the first of a turn, of whose end we want to be told. */
  boolean take(long nowNanos) {
    taken++;
    if (turning || targetNanos == 0) {
      return false;
    }
    turning = true;
    taken = 1;
    turnStart = nowNanos;
    if (turnStart - turnEnd > targetNanos) {
      // Nothing waited.
      standing = false;
      beginInterval(nowNanos);
    }
    return true;
  }

  /**
   * Whether the request that was just taken should be refused.
   *
   * @param isRetry whether it was refused before
   * @param isCrowd whether so many are being refused that the loop never wants for requests
   */
  boolean isFull(long nowNanos, boolean isRetry, boolean isCrowd) {
    int more = isRetry ? FOR_RETRIES : 1;
    long longest = isCrowd ? targetNanos / FOR_CROWDS : targetNanos;
    return targetNanos > 0 && taken > more * room(isCrowd) && nowNanos - turnStart > more * longest;
  }

  private int room(boolean isCrowd) {
    if (isCrowd) {
      return crowd;
    }
    return standing ? calm : CALM; // So many on one loop in one turn are no burst, but a crowd.
  }

  /** The turn is over. */
  void turned(long nowNanos) {
    turning = false;
    turnEnd = nowNanos;
    shortestNanos = Math.min(shortestNanos, nowNanos - turnStart);
    if (nowNanos - intervalStart >= INTERVAL_NANOS) {
      standing = shortestNanos > (standing ? targetNanos / 2 : targetNanos);
      beginInterval(nowNanos);
    }
  }

  private void beginInterval(long nowNanos) {
    intervalStart = nowNanos;
    shortestNanos = Long.MAX_VALUE;
  }
}
