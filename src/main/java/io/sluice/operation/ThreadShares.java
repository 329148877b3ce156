package io.sluice.operation;

/**
 * Who holds how many of a pool's threads. A volume whose file system hangs keeps every thread that
 * works for it, so none may have all: each takes another only while it holds fewer than are free.
 *
 * <pre>
 *   64 threads   |aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|bbbbbbbbbbbbbbbb|cccccccc|        free|
 *                 a hangs: 32                      so does b: 16    c: 8     the others
 * </pre>
 *
 * <p>One that is alone has half, and what a few that hang leave is still enough for the rest. Safe
 * for any number of threads.
 */
final class ThreadShares {
  private final int threads;
  private int taken;

  ThreadShares(int threads) {
    this.threads = threads;
  }

  /** What one volume holds. */
  final class Share {
    private int held;

    /** Takes a thread; false, and nothing taken, while the volume has its share. */
    boolean take() {
      synchronized (ThreadShares.this) {
        if (held >= threads - taken) {
          return false;
        }
        held++;
        taken++;
        return true;
      }
    }

    /** Takes one in any case, so that nobody waits for ever. */
    void insist() {
      synchronized (ThreadShares.this) {
        held++;
        taken++;
      }
    }

    void giveBack() {
      synchronized (ThreadShares.this) {
        held--;
        taken--;
      }
    }
  }

  Share share() {
    return new Share();
  }
}
