package io.sluice.s3.body;

import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Computes one checksum over a stream of bytes. Not safe for several threads. */
public final class Checksummer {
  private final ChecksumAlgorithm algorithm;
  private final Engine engine;

  /** The two kinds of arithmetic behind the S3 names. */
  private sealed interface Engine {
    record Sum(java.util.zip.Checksum sum) implements Engine {}

    record Digest(MessageDigest digest) implements Engine {}
  }

  private Checksummer(ChecksumAlgorithm algorithm, Engine engine) {
    this.algorithm = algorithm;
    this.engine = engine;
  }

  public static Checksummer of(ChecksumAlgorithm algorithm) {
    Engine engine =
        switch (algorithm) {
          case CRC32 -> new Engine.Sum(new CRC32());
          case CRC32C -> new Engine.Sum(new CRC32C());
          case CRC64NVME -> new Engine.Sum(new Crc64Nvme());
          case SHA1 -> new Engine.Digest(Digests.sha1());
          case SHA256 -> new Engine.Digest(Digests.sha256());
        };
    return new Checksummer(algorithm, engine);
  }

  public ChecksumAlgorithm algorithm() {
    return algorithm;
  }

  /** Takes all that remains in the buffer. */
  public void update(ByteBuffer bytes) {
    switch (engine) {
      case Engine.Sum(java.util.zip.Checksum sum) -> sum.update(bytes);
      case Engine.Digest(MessageDigest digest) -> digest.update(bytes);
    }
  }

  /** The checksum of all bytes taken, most significant byte first. Call once, at the end. */
  public byte[] value() {
    return switch (engine) {
      case Engine.Sum(java.util.zip.Checksum sum) ->
          CrcCombine.toBytes(sum.getValue(), algorithm.lengthBytes());
      case Engine.Digest(MessageDigest digest) -> digest.digest();
    };
  }

  /** The value as S3 writes it, in base64. Call once, at the end, instead of {@link #value}. */
  public Checksum checksum() {
    String base64 = Base64.getEncoder().encodeToString(value());
    return new Checksum(algorithm, Checksum.Type.FULL_OBJECT, base64);
  }
}
