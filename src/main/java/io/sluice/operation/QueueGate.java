package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.RequestHead;
import io.sluice.s3.SdkTries;
import java.util.Set;

/**
 * Refuses requests that would only wait, before anything is done for them: those that need worker
 * threads in any case. Reads are mostly answered from memory without one, and ask where they do.
 */
final class QueueGate {
  private static final Set<String> WRITES = Set.of("PUT", "POST", "DELETE");

  private final WorkerQueue queue;

  QueueGate(WorkerQueue queue) {
    this.queue = queue;
  }

  /** Refuses with SLOW_DOWN. */
  void check(RequestHead head) {
    if (WRITES.contains(head.method()) && queue.isFull(SdkTries.isRetry(head.header(SdkTries.HEADER)))) {
      throw slowDown();
    }
  }

  static RefusedException slowDown() {
    return Refusal.exception(Reason.SLOW_DOWN, "Please reduce your request rate.");
  }
}
