package io.sluice.s3.auth;

/**
 * The chain of signatures through a chunked body: each signature covers the one before it, so that
 * no chunk can be dropped, repeated or moved. Not safe for several threads.
 *
 * <p>Source: S3 API reference, "Signature Calculations ... Transferring Payload in Multiple Chunks"
 * and "... Including Trailing Headers".
 */
public final class ChunkSignatures {
  private static final String CHUNK = "AWS4-HMAC-SHA256-PAYLOAD";
  private static final String TRAILER = "AWS4-HMAC-SHA256-TRAILER";
  private static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private final ChunkSeed seed;
  private String previous;

  public ChunkSignatures(ChunkSeed seed) {
    this.seed = seed;
    this.previous = seed.signature();
  }

  /** Whether a chunk whose data has this SHA-256 comes next in the chain under this signature. */
  public boolean acceptsChunk(String sha256Hex, String signature) {
    return accepts(CHUNK, EMPTY_SHA256 + '\n' + sha256Hex, signature);
  }

  /** Whether the trailer, whose signed lines have this SHA-256, ends the chain. */
  public boolean acceptsTrailer(String sha256Hex, String signature) {
    return accepts(TRAILER, sha256Hex, signature);
  }

  private boolean accepts(String kind, String hashes, String signature) {
    boolean right = seed.key().verifies(stringToSign(kind, hashes), signature);
    previous = signature;
    return right;
  }

  /** Signs the next chunk, for those who send. */
  public String signChunk(String sha256Hex) {
    previous = seed.key().sign(stringToSign(CHUNK, EMPTY_SHA256 + '\n' + sha256Hex));
    return previous;
  }

  /** Signs the trailer, for those who send. */
  public String signTrailer(String sha256Hex) {
    previous = seed.key().sign(stringToSign(TRAILER, sha256Hex));
    return previous;
  }

  private String stringToSign(String kind, String hashes) {
    return kind
        + '\n'
        + seed.timestamp()
        + '\n'
        + seed.scope().text()
        + '\n'
        + previous
        + '\n'
        + hashes;
  }
}
