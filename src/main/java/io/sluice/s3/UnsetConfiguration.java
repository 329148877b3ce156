package io.sluice.s3;

import io.sluice.model.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Settings of buckets that S3 has and Sluice has not, and what S3 says of a bucket on which they
 * were never set. Setting them is not offered.
 *
 * <p>Source: S3 API reference, the errors of each GetBucket action.
 */
public enum UnsetConfiguration {
  ACCELERATE("accelerate", "BucketAccelerateConfiguration", null),
  ENCRYPTION(
      "encryption", "BucketEncryption", Reason.SERVER_SIDE_ENCRYPTION_CONFIGURATION_NOT_FOUND),
  LIFECYCLE("lifecycle", "BucketLifecycleConfiguration", Reason.NO_SUCH_LIFECYCLE_CONFIGURATION),
  LOGGING("logging", "BucketLogging", null),
  NOTIFICATION("notification", "BucketNotificationConfiguration", null),
  OBJECT_LOCK("object-lock", "ObjectLockConfiguration", Reason.OBJECT_LOCK_CONFIGURATION_NOT_FOUND),
  OWNERSHIP("ownershipControls", "BucketOwnershipControls", Reason.OWNERSHIP_CONTROLS_NOT_FOUND),
  POLICY("policy", "BucketPolicy", Reason.NO_SUCH_BUCKET_POLICY),
  POLICY_STATUS("policyStatus", "BucketPolicyStatus", Reason.NO_SUCH_BUCKET_POLICY),
  PUBLIC_ACCESS_BLOCK(
      "publicAccessBlock", "PublicAccessBlock", Reason.NO_SUCH_PUBLIC_ACCESS_BLOCK_CONFIGURATION),
  REPLICATION("replication", "BucketReplication", Reason.REPLICATION_CONFIGURATION_NOT_FOUND),
  REQUEST_PAYMENT("requestPayment", "BucketRequestPayment", null),
  WEBSITE("website", "BucketWebsite", Reason.NO_SUCH_WEBSITE_CONFIGURATION);

  private final String parameter;
  private final String thing;
  private final @Nullable Reason absence;

  UnsetConfiguration(String parameter, String thing, @Nullable Reason absence) {
    this.parameter = parameter;
    this.thing = thing;
    this.absence = absence;
  }

  /** Its name in the names of its operations. */
  String thing() {
    return thing;
  }

  /** Why it can't be told; null when there is a document that says "not set". */
  public @Nullable Reason absence() {
    return absence;
  }

  /** Whether S3 has an operation that takes it away; there is nothing to take away, so it does. */
  boolean isDeletable() {
    return absence != null && this != OBJECT_LOCK && this != POLICY_STATUS;
  }

  static @Nullable UnsetConfiguration in(RequestQuery query) {
    for (UnsetConfiguration one : values()) {
      if (query.has(one.parameter)) {
        return one;
      }
    }
    return null;
  }
}
