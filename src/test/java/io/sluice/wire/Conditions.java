package io.sluice.wire;

import java.time.Instant;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/** One set of conditional headers, asked by GET and by HEAD. */
final class Conditions {
  private final GetObjectRequest.Builder get;
  private final HeadObjectRequest.Builder head;

  Conditions(String bucket, String key) {
    this.get = GetObjectRequest.builder().bucket(bucket).key(key);
    this.head = HeadObjectRequest.builder().bucket(bucket).key(key);
  }

  GetObjectRequest get() {
    return get.build();
  }

  HeadObjectRequest head() {
    return head.build();
  }

  Conditions ifMatch(String tag) {
    get.ifMatch(tag);
    head.ifMatch(tag);
    return this;
  }

  Conditions ifNoneMatch(String tag) {
    get.ifNoneMatch(tag);
    head.ifNoneMatch(tag);
    return this;
  }

  Conditions ifModifiedSince(Instant time) {
    get.ifModifiedSince(time);
    head.ifModifiedSince(time);
    return this;
  }

  Conditions ifUnmodifiedSince(Instant time) {
    get.ifUnmodifiedSince(time);
    head.ifUnmodifiedSince(time);
    return this;
  }
}
