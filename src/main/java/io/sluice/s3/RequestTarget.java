package io.sluice.s3;

import io.sluice.model.KeyRules;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.VolumeName;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about.
 *
 * @param bucket null for the service itself
 * @param key null for the bucket itself
 */
record RequestTarget(@Nullable String bucket, @Nullable ObjectKey key) {

  /** The target of a request; refuses bucket names and keys that can't exist. */
  static RequestTarget of(RequestHead head, RoutingSettings settings) {
    String path = head.rawPath();
    if (!path.startsWith("/")) {
      throw Refusal.exception(Reason.INVALID_URI, "Couldn't parse the specified URI.");
    }
    String hostBucket = settings.bucketOf(head.header("host"));
    if (hostBucket != null) {
      return checked(hostBucket, path.substring(1));
    }
    if (path.equals("/")) {
      return new RequestTarget(null, null);
    }
    int slash = path.indexOf('/', 1);
    String bucket = PercentCoding.decodePath(path.substring(1, slash < 0 ? path.length() : slash));
    return checked(bucket, slash < 0 ? "" : path.substring(slash + 1));
  }

  private static RequestTarget checked(String bucket, String rawKey) {
    refuse(VolumeName.refusal(bucket));
    if (rawKey.isEmpty()) {
      return new RequestTarget(bucket, null);
    }
    ObjectKey key = ObjectKey.of(PercentCoding.decodePath(rawKey));
    refuse(KeyRules.refusal(key));
    return new RequestTarget(bucket, key);
  }

  private static void refuse(@Nullable Refusal refusal) {
    if (refusal != null) {
      throw refusal.asException();
    }
  }
}
