package io.sluice.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** Content for tests and its digests. */
final class Content {
  private Content() {}

  /** Bytes that look random and are the same for the same seed. */
  static byte[] bytes(long seed, int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(String algorithm, byte[] bytes) {
    return HexFormat.of().formatHex(digest(algorithm, bytes));
  }

  static String base64(String algorithm, byte[] bytes) {
    return Base64.getEncoder().encodeToString(digest(algorithm, bytes));
  }

  /** The ETag header of an object that was written in one piece. */
  static String etag(byte[] bytes) {
    return '"' + hex("MD5", bytes) + '"';
  }

  /** The ETag header of an object that was written in these parts. */
  static String etagOfParts(byte[]... parts) {
    byte[] digests = new byte[16 * parts.length];
    for (int i = 0; i < parts.length; i++) {
      System.arraycopy(digest("MD5", parts[i]), 0, digests, 16 * i, 16);
    }
    return '"' + hex("MD5", digests) + '-' + parts.length + '"';
  }

  static byte[] concat(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  static String crc32(byte[] bytes) {
    return checksum(new CRC32(), bytes);
  }

  static String crc32c(byte[] bytes) {
    return checksum(new CRC32C(), bytes);
  }

  /** The same bytes with one bit of the byte at this place turned over. */
  static byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) (copy[at] ^ 1);
    return copy;
  }

  private static String checksum(Checksum checksum, byte[] bytes) {
    checksum.update(bytes, 0, bytes.length);
    int value = (int) checksum.getValue();
    byte[] big = {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    return Base64.getEncoder().encodeToString(big);
  }
}
