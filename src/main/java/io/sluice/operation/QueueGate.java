package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestRouter;
import io.sluice.s3.SdkTries;
import java.util.Set;

/**
 * Refuses requests that would only wait, before anything is done for them: those that need worker
 * threads in any case. Reads are mostly answered from memory without one, and ask where they do.
 */
final class QueueGate {
  private static final Set<String> WRITES = Set.of("PUT", "POST", "DELETE");

  private final VolumeLanes lanes;
  private final RequestRouter router;

  QueueGate(VolumeLanes lanes, RequestRouter router) {
    this.lanes = lanes;
    this.router = router;
  }

  /** Refuses with SLOW_DOWN what is for a volume that has too much to do. */
  void check(RequestHead head, RequestNotes notes) {
    if (!WRITES.contains(head.method())) {
      return;
    }
    boolean isRetry = SdkTries.isRetry(head.header(SdkTries.HEADER));
    if (lanes.isFull(router.bucket(head), isRetry, notes.isCrowd())) {
      throw slowDown();
    }
  }

  static RefusedException slowDown() {
    return Refusal.exception(Reason.SLOW_DOWN, "Please reduce your request rate.");
  }
}
