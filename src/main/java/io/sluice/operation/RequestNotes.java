package io.sluice.operation;

import io.sluice.catalog.Credential;
import io.sluice.s3.S3Request;
import org.jspecify.annotations.Nullable;

/**
 * What became clear of a request while it was answered, for the log and the meters. Written by
 * whoever answers, read once the answer is out; safe between threads.
 */
public final class RequestNotes {
  /** The operation of a request that could not be made out. */
  public static final String UNKNOWN = "Unknown";

  private volatile String operation = UNKNOWN;
  private volatile @Nullable String bucket;
  private volatile @Nullable String key;
  private volatile @Nullable Credential caller;
  private volatile boolean crowd;

  /** Notes, before the request is handled, whether it came while a crowd was being refused. */
  public void crowd(boolean isCrowd) {
    crowd = isCrowd;
  }

  boolean isCrowd() {
    return crowd;
  }

  void caller(Credential proved) {
    caller = proved;
  }

  void request(S3Request request) {
    operation = request.operation();
    if (request instanceof S3Request.BucketRequest inBucket) {
      bucket = inBucket.bucket();
    }
    if (request instanceof S3Request.ObjectRequest onObject) {
      key = onObject.key().toString();
    }
  }

  void operation(String name, @Nullable String inBucket) {
    operation = name;
    bucket = inBucket;
  }

  void key(String name) {
    key = name;
  }

  /** The operation's name in the API reference: one of a bounded set. */
  public String operation() {
    return operation;
  }

  public @Nullable String bucket() {
    return bucket;
  }

  public @Nullable String key() {
    return key;
  }

  /** The name of the user whose key signed the request; null when that was not proved. */
  public @Nullable String user() {
    Credential proved = caller;
    return proved == null ? null : proved.user().name();
  }

  /** The key that signed the request; null when that was not proved. */
  public @Nullable String accessKey() {
    Credential proved = caller;
    return proved == null ? null : proved.accessKey();
  }
}
