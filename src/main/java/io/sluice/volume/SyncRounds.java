package io.sluice.volume;

import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
   * @param end is told once that the sync was done, or why it failed; must not throw
   */
  void join(Consumer<@Nullable FileFailure> end) {
    synchronized (this) {
      next.add(end);
      if (led) {
        return;
      }
      led = true;
    }
    for (var round = take(); !round.isEmpty(); round = take()) {
      FileFailure failure = outcome();
      round.forEach(member -> member.accept(failure));
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
    } catch (RuntimeException fault) {
      return new FileFailure(Errno.EIO, "fsync", fault.toString());
    }
  }
}
