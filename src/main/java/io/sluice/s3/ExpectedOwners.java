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
  private static final String BUCKET = "x-amz-expected-bucket-owner";
  private static final String SOURCE = "x-amz-source-expected-bucket-owner";

  /** The owners that a request names. */
  public static ExpectedOwners of(RequestHead head) {
    if (head.rawQuery().isEmpty()) {
      return new ExpectedOwners(head.header(BUCKET), head.header(SOURCE));
    }
    ParsedHead parsed = new ParsedHead(head);
    return new ExpectedOwners(parsed.header(BUCKET), parsed.header(SOURCE));
  }
}
