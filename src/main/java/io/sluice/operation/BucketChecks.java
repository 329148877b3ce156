package io.sluice.operation;

import io.sluice.catalog.Catalog;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;

/** Whether a bucket exists. */
final class BucketChecks {
  private BucketChecks() {}

  /** Refuses with NO_SUCH_BUCKET when there is no volume of this name. */
  static void exists(Catalog catalog, String bucket) {
    if (catalog.volume(bucket) == null) {
      throw Refusal.exception(Reason.NO_SUCH_BUCKET, "The specified bucket does not exist.");
    }
  }
}
