package io.sluice.s3;

import org.jspecify.annotations.Nullable;

/**
 * Whom a client believes to own the buckets it names. Not part of {@link S3Request}: it concerns
 * every operation alike, and is weighed with the right to do it. A bucket of another owner is
 * ACCESS_DENIED.
 *
 * @param bucket the owner's id of the request's bucket, or null when the client did not say
 * @param source the owner's id of a copy's source bucket, or null when the client did not say
 */
public record ExpectedOwners(@Nullable String bucket, @Nullable String source) {
  /** The owners that a request names. */
  public static ExpectedOwners of(RequestHead head) {
    ParsedHead parsed = new ParsedHead(head);
    return new ExpectedOwners(
        parsed.header("x-amz-expected-bucket-owner"),
        parsed.header("x-amz-source-expected-bucket-owner"));
  }
}
