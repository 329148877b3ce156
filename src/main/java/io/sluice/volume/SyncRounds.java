package io.sluice.volume;

import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs that hold for all who asked before they began. Whoever asks while one is going on takes
 * part in the next, which the thread that is at it does for them: no other waits.
 *
 * <pre>
 *   A  change, sync ==========, sync for B and C ==========
 *   B     change . . . . . . .
 *   C        change . . . . .
 * </pre>
 */
final class SyncRounds {
  private static final Logger log = LoggerFactory.getLogger(SyncRounds.class);

  private final Sync sync;
  private List<Consumer<@Nullable FileFailure>> next = new ArrayList<>();
  private boolean led;

  /** Keeps what was changed before it began; blocks. */
  interface Sync {
    void run() throws FileFailure;
  }

  SyncRounds(Sync sync) {
    this.sync = sync;
  }

  /**
   * Has a sync done for a change that was made; blocks when this thread is to do it, and then it
   * may do some for others too.
   *
   * @param end is told once that the sync was done, or why it failed
   */
  void join(Consumer<@Nullable FileFailure> end) {
    synchronized (this) {
      next.add(end);
      if (led) {
        return;
      }
      led = true;
    }
    List<Consumer<@Nullable FileFailure>> round = take();
    while (!round.isEmpty()) {
      FileFailure failure = outcome();
      for (Consumer<@Nullable FileFailure> member : round) {
        tell(member, failure);
      }
      round = take();
    }
  }

  /** One that can't be told must not keep the others waiting. */
  private static void tell(Consumer<@Nullable FileFailure> member, @Nullable FileFailure failure) {
    try {
      member.accept(failure);
    } catch (Throwable fault) {
      log.atWarn().setCause(fault).log("an answer was lost");
    }
  }

  /** Those who wait. When nobody does, whoever comes next leads. */
  private synchronized List<Consumer<@Nullable FileFailure>> take() {
    List<Consumer<@Nullable FileFailure>> round = next;
    if (round.isEmpty()) {
      led = false;
    } else {
      next = new ArrayList<>();
    }
    return round;
  }

  private @Nullable FileFailure outcome() {
    try {
      sync.run();
      return null;
    } catch (FileFailure failure) {
      return failure;
    } catch (Throwable fault) {
      // Also an Error of this thread's: else nobody would ever lead again.
      log.atError().setCause(fault).log("a sync failed");
      return new FileFailure(Errno.EIO, "fsync", fault.toString());
    }
  }
}
