package io.sluice.operation;

import io.sluice.catalog.Credential;
import io.sluice.model.Owner;
import io.sluice.s3.RequestHead;
import io.sluice.s3.auth.PayloadPlan;

/**
 * One authenticated request.
 *
 * @param caller whose key signed it
 * @param payload what the signature says of the body
 */
record Exchange(RequestHead head, RequestBody body, Credential caller, PayloadPlan payload) {
  /** The caller as answers name owners. */
  Owner owner() {
    return new Owner(caller.ownerId(), caller.displayName());
  }
}
