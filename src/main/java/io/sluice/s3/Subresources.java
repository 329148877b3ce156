package io.sluice.s3;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Subresources that S3 has and Sluice has not. A request that names one must not be taken for the
 * plain operation on its bucket or object: PUT of a policy would become a new bucket.
 */
final class Subresources {
  /** By parameter: the name of the thing in the names of its operations. */
  private static final Map<String, String> OF_BUCKETS =
      Map.ofEntries(
          Map.entry("abac", "BucketAbac"),
          Map.entry("accelerate", "BucketAccelerateConfiguration"),
          Map.entry("analytics", "BucketAnalyticsConfiguration"),
          Map.entry("encryption", "BucketEncryption"),
          Map.entry("intelligent-tiering", "BucketIntelligentTieringConfiguration"),
          Map.entry("inventory", "BucketInventoryConfiguration"),
          Map.entry("lifecycle", "BucketLifecycleConfiguration"),
          Map.entry("logging", "BucketLogging"),
          Map.entry("metadataConfiguration", "BucketMetadataConfiguration"),
          Map.entry("metadataInventoryTable", "BucketMetadataInventoryTableConfiguration"),
          Map.entry("metadataJournalTable", "BucketMetadataJournalTableConfiguration"),
          Map.entry("metadataTable", "BucketMetadataTableConfiguration"),
          Map.entry("metrics", "BucketMetricsConfiguration"),
          Map.entry("notification", "BucketNotificationConfiguration"),
          Map.entry("object-lock", "ObjectLockConfiguration"),
          Map.entry("ownershipControls", "BucketOwnershipControls"),
          Map.entry("policy", "BucketPolicy"),
          Map.entry("policyStatus", "BucketPolicyStatus"),
          Map.entry("publicAccessBlock", "PublicAccessBlock"),
          Map.entry("replication", "BucketReplication"),
          Map.entry("requestPayment", "BucketRequestPayment"),
          Map.entry("session", "Session"),
          Map.entry("website", "BucketWebsite"));

  private static final Map<String, String> OF_OBJECTS =
      Map.ofEntries(
          Map.entry("encryption", "ObjectEncryption"),
          Map.entry("legal-hold", "ObjectLegalHold"),
          Map.entry("restore", "RestoredObject"),
          Map.entry("retention", "ObjectRetention"),
          Map.entry("select", "SelectedObjectContent"),
          Map.entry("torrent", "ObjectTorrent"));

  private Subresources() {}

  /** What a request about a bucket means that names what Sluice has not, else null. */
  static @Nullable S3Request ofBucket(ParsedHead head, String bucket) {
    UnsetConfiguration unset = UnsetConfiguration.in(head.query());
    if (unset != null && head.method().equals("GET")) {
      return new S3Request.GetUnset(bucket, "Get" + unset.thing(), unset);
    }
    if (unset != null && head.method().equals("DELETE") && unset.isDeletable()) {
      return new S3Request.DeleteUnset(bucket, "Delete" + unset.thing());
    }
    return find(head, OF_BUCKETS);
  }

  /** The operation that a request about an object names and Sluice has not, else null. */
  static S3Request.@Nullable NotOffered ofObject(ParsedHead head) {
    return find(head, OF_OBJECTS);
  }

  static S3Request.NotOffered notOffered(ParsedHead head, String thing) {
    String method = head.method();
    String verb = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
    return new S3Request.NotOffered(verb + thing);
  }

  private static S3Request.@Nullable NotOffered find(ParsedHead head, Map<String, String> things) {
    for (String name : head.query().names()) {
      String thing = things.get(name);
      if (thing != null) {
        return notOffered(head, thing);
      }
    }
    return null;
  }
}
