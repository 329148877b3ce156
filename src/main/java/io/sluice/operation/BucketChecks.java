package io.sluice.operation;

import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/** Whether a bucket exists. */
final class BucketChecks {
  private BucketChecks() {}

  /** Refuses with NO_SUCH_BUCKET when there is no volume of this name, or as {@link #isNotLost}. */
  static void exists(Rooms rooms, String bucket) {
    if (rooms.catalog().volume(bucket) == null) {
      isNotLost(rooms, bucket);
      throw Refusal.exception(Reason.NO_SUCH_BUCKET, "The specified bucket does not exist.");
    }
  }

  /** Refuses with SERVICE_UNAVAILABLE when the nodes that mount a volume are away. */
  static void isNotLost(Rooms rooms, String bucket) {
    if (rooms.elsewhere().isLost(bucket)) {
      throw Refusal.exception(
          Reason.SERVICE_UNAVAILABLE, "No node that has the bucket is in the cluster now.");
    }
  }
}
