package io.sluice.s3;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that was parsed once: one record for each operation, its fields decoded and validated.
 * Bucket names and keys obey their rules; whether they exist is for others to say.
 *
 * <p>Bodies, and the headers that speak of them, are not here.
 *
 * <p>Source: S3 API reference, "Actions".
 */
public sealed interface S3Request {
  /** The operation's name in the API reference. */
  default String operation() {
    return getClass().getSimpleName();
  }

  /** A request about a bucket or something in it. */
  sealed interface BucketRequest extends S3Request {
    String bucket();
  }

  /** A request about one object, which need not exist. */
  sealed interface ObjectRequest extends BucketRequest {
    ObjectKey key();
  }

  /** A request about one multipart upload. */
  sealed interface UploadRequest extends ObjectRequest {
    String uploadId();
  }

  /**
   * A subresource that S3 has and Sluice has not: 501. Never falls through to the plain operation.
   */
  record NotOffered(String operation) implements S3Request {}

  // The service.

  /**
   * The buckets that the user may see.
   *
   * @param prefix only buckets whose names start with this
   * @param maxBuckets the most in an answer, 1 to 10,000
   * @param continuationToken as sent; the name of the last bucket of the page before
   */
  record ListBuckets(String prefix, int maxBuckets, @Nullable String continuationToken)
      implements S3Request {}

  // Buckets.

  record HeadBucket(String bucket) implements BucketRequest {}

  /** Its body may hold a CreateBucketConfiguration. */
  record CreateBucket(String bucket) implements BucketRequest {}

  record DeleteBucket(String bucket) implements BucketRequest {}

  record GetBucketLocation(String bucket) implements BucketRequest {}

  /** Answered as for a bucket that never had versions. */
  record GetBucketVersioning(String bucket) implements BucketRequest {}

  /** Its body says which; that there are none is taken, since it is so. */
  record PutBucketVersioning(String bucket) implements BucketRequest {}

  /**
   * Its body holds a list of grants, unless a header names one.
   *
   * @param canned the header's, which says what is so anyway; or null
   */
  record PutBucketAcl(String bucket, @Nullable String canned) implements BucketRequest {}

  /** Answered as for a private bucket. */
  record GetBucketAcl(String bucket) implements BucketRequest {}

  /** A setting that no bucket has here. */
  record GetUnset(String bucket, String operation, UnsetConfiguration configuration)
      implements BucketRequest {}

  /** Takes away a setting that no bucket has here: it is gone. */
  record DeleteUnset(String bucket, String operation) implements BucketRequest {}

  record GetBucketTagging(String bucket) implements BucketRequest {}

  /** Its body holds the tags. */
  record PutBucketTagging(String bucket) implements BucketRequest {}

  record DeleteBucketTagging(String bucket) implements BucketRequest {}

  record GetBucketCors(String bucket) implements BucketRequest {}

  /** Its body holds the rules. */
  record PutBucketCors(String bucket) implements BucketRequest {}

  record DeleteBucketCors(String bucket) implements BucketRequest {}

  /**
   * One page of objects, the older form.
   *
   * @param marker start after this name; empty for the beginning
   */
  record ListObjects(String bucket, ListParameters list, String marker) implements BucketRequest {}

  /**
   * One page of objects.
   *
   * @param continuationToken as sent, or null; when given, startAfter counts for nothing
   * @param startAfter start after this name; empty for the beginning
   * @param fetchOwner whether entries name their owner
   */
  record ListObjectsV2(
      String bucket,
      ListParameters list,
      @Nullable String continuationToken,
      String startAfter,
      boolean fetchOwner)
      implements BucketRequest {}

  /**
   * One page of objects, each as its only version.
   *
   * @param keyMarker start after this name; empty for the beginning
   * @param versionIdMarker as sent; empty when not
   */
  record ListObjectVersions(
      String bucket, ListParameters list, String keyMarker, String versionIdMarker)
      implements BucketRequest {}

  /**
   * One page of uploads that are neither complete nor aborted.
   *
   * @param keyMarker start after this name; empty for the beginning
   * @param uploadIdMarker with a keyMarker: uploads of that very key that follow this one come too
   */
  record ListMultipartUploads(
      String bucket, ListParameters list, String keyMarker, String uploadIdMarker)
      implements BucketRequest {}

  /** Its body holds the keys. */
  record DeleteObjects(String bucket) implements BucketRequest {}

  // Objects.

  record HeadObject(String bucket, ObjectKey key, ReadOptions options) implements ObjectRequest {}

  record GetObject(String bucket, ObjectKey key, ReadOptions options) implements ObjectRequest {}

  /**
   * Tells of an object what was asked for.
   *
   * @param wanted at least one
   * @param partNumberMarker parts with larger numbers only, from 0
   * @param maxParts the most parts of an answer, 0 to 1,000
   */
  record GetObjectAttributes(
      String bucket,
      ObjectKey key,
      Conditions conditions,
      Set<ObjectAttribute> wanted,
      int partNumberMarker,
      int maxParts)
      implements ObjectRequest {
    public GetObjectAttributes {
      wanted = Set.copyOf(wanted);
    }
  }

  /**
   * Writes an object from the body.
   *
   * @param conditions If-Match and If-None-Match
   */
  record PutObject(String bucket, ObjectKey key, ObjectMetadata metadata, Conditions conditions)
      implements ObjectRequest {}

  /**
   * Writes an object from another one.
   *
   * @param replacement the new metadata, or null to copy the source's
   * @param tags the new tags, or null to copy the source's
   * @param conditions on the object that is written
   * @param checksum the checksum that the copy shall have, or null to keep the source's
   */
  record CopyObject(
      String bucket,
      ObjectKey key,
      CopySource source,
      @Nullable ObjectMetadata replacement,
      @Nullable Map<String, String> tags,
      Conditions conditions,
      @Nullable ChecksumAlgorithm checksum)
      implements ObjectRequest {}

  /**
   * Gives an object another key, or with keys that end in a slash all that starts with one.
   *
   * @param key the new key
   * @param source the key that it has; another one, and with a slash at its end exactly when the
   *     new one has
   * @param ofSource conditions on the source
   * @param conditions on what has the new key
   * @param clientToken names the request so that it can be sent again, or null
   */
  record RenameObject(
      String bucket,
      ObjectKey key,
      ObjectKey source,
      Conditions ofSource,
      Conditions conditions,
      @Nullable String clientToken)
      implements ObjectRequest {}

  /**
   * Deletes an object, if there is one.
   *
   * @param conditions If-Match, and the time and size that the object must have
   */
  record DeleteObject(String bucket, ObjectKey key, Conditions conditions)
      implements ObjectRequest {}

  record GetObjectTagging(String bucket, ObjectKey key) implements ObjectRequest {}

  /** Its body holds the tags. */
  record PutObjectTagging(String bucket, ObjectKey key) implements ObjectRequest {}

  record DeleteObjectTagging(String bucket, ObjectKey key) implements ObjectRequest {}

  /** Answered as for a private object. */
  record GetObjectAcl(String bucket, ObjectKey key) implements ObjectRequest {}

  /**
   * Its body holds a list of grants, unless a header names one.
   *
   * @param canned the header's, which says what is so anyway; or null
   */
  record PutObjectAcl(String bucket, ObjectKey key, @Nullable String canned)
      implements ObjectRequest {}

  // Multipart uploads.

  /**
   * Begins an upload in parts.
   *
   * @param checksum the algorithm of the parts' checksums, or null when none was named
   * @param checksumType what the object's checksum shall be over; null exactly when checksum is
   */
  record CreateMultipartUpload(
      String bucket,
      ObjectKey key,
      ObjectMetadata metadata,
      @Nullable ChecksumAlgorithm checksum,
      Checksum.@Nullable Type checksumType)
      implements ObjectRequest {}

  /**
   * Writes a part from the body.
   *
   * @param partNumber 1 to 10,000
   */
  record UploadPart(String bucket, ObjectKey key, String uploadId, int partNumber)
      implements UploadRequest {}

  /**
   * Writes a part from an object.
   *
   * @param partNumber 1 to 10,000
   * @param range the bytes of the source, or null for all of them
   */
  record UploadPartCopy(
      String bucket,
      ObjectKey key,
      String uploadId,
      int partNumber,
      CopySource source,
      ByteRange.@Nullable Between range)
      implements UploadRequest {}

  /**
   * Its body holds the parts.
   *
   * @param conditions If-Match and If-None-Match
   * @param objectSizeBytes what the client says that the parts add up to, or -1
   * @param checksumType what the client says that the upload's checksum is over, or null
   * @param checksums what the client says of the whole object, usually nothing
   */
  record CompleteMultipartUpload(
      String bucket,
      ObjectKey key,
      String uploadId,
      Conditions conditions,
      long objectSizeBytes,
      Checksum.@Nullable Type checksumType,
      List<Checksum> checksums)
      implements UploadRequest {
    public CompleteMultipartUpload {
      checksums = List.copyOf(checksums);
    }
  }

  record AbortMultipartUpload(String bucket, ObjectKey key, String uploadId)
      implements UploadRequest {}

  /**
   * One page of the parts of an upload.
   *
   * @param partNumberMarker parts with larger numbers only, from 0
   * @param maxParts the most parts of a page, 0 to 1,000
   * @param urlEncoded whether the key in the answer is percent-encoded
   */
  record ListParts(
      String bucket,
      ObjectKey key,
      String uploadId,
      int partNumberMarker,
      int maxParts,
      boolean urlEncoded)
      implements UploadRequest {}
}
