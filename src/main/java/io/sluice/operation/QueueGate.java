package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.RequestHead;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that would only wait, before anything is done for them: those that need worker
 * threads in any case. Reads are mostly answered from memory without one, and ask where they do.
 */
final class QueueGate {
  private static final Set<String> WRITES = Set.of("PUT", "POST", "DELETE");

  /** What SDKs count their tries in: {@code attempt=2; max=3}. */
  private static final String TRIES = "amz-sdk-request";

  private static final String ATTEMPT = "attempt=";

  private final WorkerQueue queue;

  QueueGate(WorkerQueue queue) {
    this.queue = queue;
  }

  /** Refuses with SLOW_DOWN. */
  void check(RequestHead head) {
    if (WRITES.contains(head.method()) && queue.isFull(isRetry(head.header(TRIES)))) {
      throw slowDown();
    }
  }

  static RefusedException slowDown() {
    return Refusal.exception(Reason.SLOW_DOWN, "Please reduce your request rate.");
  }

  static boolean isRetry(@Nullable String tries) {
    int at = tries == null ? -1 : tries.indexOf(ATTEMPT);
    if (tries == null || at < 0) {
      return false;
    }
    int number = at + ATTEMPT.length();
    boolean isFirst =
        tries.startsWith("1", number)
            && (number + 1 == tries.length() || tries.charAt(number + 1) == ';');
    return !isFirst;
  }
}
