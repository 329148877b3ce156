package io.sluice.s3;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

  /** What Sluice has of buckets alone. */
  private static final Set<String> OFFERED_OF_BUCKETS =
      Set.of("cors", "delete", "location", "versioning");

  /** What Sluice has of objects alone. */
  private static final Set<String> OFFERED_OF_OBJECTS =
      Set.of("attributes", "partNumber", RenameHeaders.PARAMETER, "uploadId", "versionId");

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

  /**
   * Refuses a request about an object that names what only buckets have, as one does whose bucket
   * is in the host's name and in the path: a DELETE would take an object for a policy.
   */
  static void refuseOfBuckets(RequestQuery query) {
    refuse(query, OF_BUCKETS, OFFERED_OF_BUCKETS);
  }

  /** Refuses a request about a bucket that names what only objects have: its key was empty. */
  static void refuseOfObjects(RequestQuery query) {
    refuse(query, OF_OBJECTS, OFFERED_OF_OBJECTS);
  }

  private static void refuse(RequestQuery query, Map<String, String> things, Set<String> offered) {
    for (String name : query.names()) {
      if (things.containsKey(name) || offered.contains(name)) {
        throw RequestRouter.methodNotAllowed();
      }
    }
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
