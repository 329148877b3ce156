package io.sluice.operation;

import io.sluice.catalog.User;
import io.sluice.model.Owner;
import io.sluice.s3.RequestHead;
import io.sluice.s3.auth.PayloadPlan;

/**
 * One authenticated request.
 *
 * @param caller whose key signed it
 * @param payload what the signature says of the body
 * @param owner who owns all buckets, as answers name owners
 */
record Exchange(
    RequestHead head, RequestBody body, User caller, PayloadPlan payload, Owner owner) {}
