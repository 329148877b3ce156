package io.sluice.index;

/**
 * Who is using the native memory of an index. A use after the end would kill the whole process, so
 * every use is counted, and the last one to leave after {@link #close} runs the end.
 */
final class Lifetime {
  /** How long closing waits for others, before it leaves the end to the last of them. */
  private static final long PATIENCE_MILLIS = 2_000;

  private final Runnable end;
  private int uses;
  private boolean closed;
  private boolean ended;

  Lifetime(Runnable end) {
    this.end = end;
  }

  /** Begins a use, which may be a part of another that began before the end was asked for. */
  synchronized void enter() {
    if (ended) {
      throw new IllegalStateException("the index is closed");
    }
    uses++;
  }

  /** Begins a use unless the end was asked for. */
  synchronized boolean tryEnter() {
    if (closed) {
      return false;
    }
    uses++;
    return true;
  }

  synchronized void leave() {
    uses--;
    endIfUnused();
  }

  /** Closes without waiting for others. */
  synchronized void retire() {
    closed = true;
    endIfUnused();
  }

  synchronized void close() {
    closed = true;
    endIfUnused();
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    try {
      for (long left = PATIENCE_MILLIS; !ended && left > 0; ) {
        wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endIfUnused() {
    if (closed && uses == 0 && !ended) {
      ended = true;
      end.run();
      notifyAll();
    }
  }
}
