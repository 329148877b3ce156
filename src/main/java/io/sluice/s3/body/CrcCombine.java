package io.sluice.s3.body;

import io.sluice.model.ChecksumAlgorithm;

/**
 * Combines the CRCs of parts into that of the whole, without reading a byte. A CRC is the remainder
 * of a division of polynomials over bits: appending n bytes multiplies what came before by x^8n,
 * and the rest adds up. All three CRCs start and end inverted, which cancels out.
 */
public final class CrcCombine {
  private static final long CRC32_POLYNOMIAL = 0xEDB88320L;
  private static final long CRC32C_POLYNOMIAL = 0x82F63B78L;

  /** Lowest power in the highest bit, as the reflected CRCs have it. */
  private final long polynomial;

  private final long one;
  private final int lengthBytes;

  private CrcCombine(long polynomial, int lengthBytes) {
    this.polynomial = polynomial;
    this.lengthBytes = lengthBytes;
    this.one = 1L << (lengthBytes * Byte.SIZE - 1);
  }

  /** The arithmetic of one algorithm; one that is no CRC is a programming error. */
  public static CrcCombine of(ChecksumAlgorithm algorithm) {
    return switch (algorithm) {
      case CRC32 -> new CrcCombine(CRC32_POLYNOMIAL, algorithm.lengthBytes());
      case CRC32C -> new CrcCombine(CRC32C_POLYNOMIAL, algorithm.lengthBytes());
      case CRC64NVME -> new CrcCombine(Crc64Nvme.POLYNOMIAL, algorithm.lengthBytes());
      case SHA1, SHA256 -> throw new IllegalArgumentException(algorithm + " can't be combined");
    };
  }

  /**
   * The CRC of two byte sequences in a row. The CRC of nothing is all zeros, so a fold over parts
   * starts with that.
   *
   * @param first the CRC of the first, most significant byte first
   * @param second that of the second
   * @param secondLengthBytes the second's length
   */
  public byte[] combine(byte[] first, byte[] second, long secondLengthBytes) {
    long shifted = multiply(toLong(first), powerOfX(secondLengthBytes));
    return toBytes(shifted ^ toLong(second), lengthBytes);
  }

  /** x to the power of eight times the length, by squaring. */
  private long powerOfX(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a length can't be negative");
    }
    long power = one;
    long square = one >>> Byte.SIZE;
    for (long rest = bytes; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        power = multiply(power, square);
      }
      square = multiply(square, square);
    }
    return power;
  }

  private long multiply(long a, long b) {
    long product = 0;
    long shifted = b;
    for (long bit = one; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ polynomial;
    }
    return product;
  }

  private long toLong(byte[] value) {
    if (value.length != lengthBytes) {
      throw new IllegalArgumentException("a value of " + lengthBytes + " bytes is needed");
    }
    long number = 0;
    for (byte b : value) {
      number = (number << Byte.SIZE) | (b & 0xFF);
    }
    return number;
  }

  static byte[] toBytes(long number, int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    for (int i = 0; i < lengthBytes; i++) {
      bytes[i] = (byte) (number >>> ((lengthBytes - 1 - i) * Byte.SIZE));
    }
    return bytes;
  }
}
