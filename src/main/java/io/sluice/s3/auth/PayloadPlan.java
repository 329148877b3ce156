package io.sluice.s3.auth;

/**
 * What the signature of a request's head says of its body.
 *
 * <p>Source: S3 API reference, the values of {@code x-amz-content-sha256}.
 */
public sealed interface PayloadPlan {
  /** The body is not covered by the signature. */
  record Unsigned() implements PayloadPlan {}

  /** The body must have this SHA-256, in lower-case hexadecimal. */
  record Signed(String sha256Hex) implements PayloadPlan {}

  /** The body comes in {@code aws-chunked} form; the seed starts the chain of its signatures. */
  record Chunked(ChunkForm form, ChunkSeed seed) implements PayloadPlan {}
}
