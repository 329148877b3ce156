package io.sluice.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The checksums of the S3 API, beside MD5.
 *
 * <p>Source: S3 user guide, "Checking object integrity".
 */
public enum ChecksumAlgorithm {
  CRC32(1, 4),
  CRC32C(2, 4),
  CRC64NVME(3, 8),
  SHA1(4, 20),
  SHA256(5, 32);

  // Written out, so that a new or moved constant never changes what is on disk.
  private final int code;
  private final int lengthBytes;

  ChecksumAlgorithm(int code, int lengthBytes) {
    this.code = code;
    this.lengthBytes = lengthBytes;
  }

  /** What stands for it where it is stored; never another one. */
  public int code() {
    return code;
  }

  /**
   * The algorithm of a code.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ChecksumAlgorithm ofCode(int code) {
    for (ChecksumAlgorithm algorithm : values()) {
      if (algorithm.code == code) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException("unknown checksum " + code);
  }

  /** The length of a value in bytes. */
  public int lengthBytes() {
    return lengthBytes;
  }

  /** The header and trailer that carries this checksum, in lower case. */
  public String headerName() {
    return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
  }

  /** Whether checksums of parts can be combined into that of the whole without reading it. */
  public boolean isCombinable() {
    return this == CRC32 || this == CRC32C || this == CRC64NVME;
  }

  /** The algorithm of this name in any case, or null when there is none. */
  public static @Nullable ChecksumAlgorithm ofName(String name) {
    for (ChecksumAlgorithm algorithm : values()) {
      if (algorithm.name().equalsIgnoreCase(name)) {
        return algorithm;
      }
    }
    return null;
  }
}
