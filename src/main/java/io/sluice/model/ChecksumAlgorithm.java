package io.sluice.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The checksums of the S3 API, beside MD5.
 *
 * <p>Source: S3 user guide, "Checking object integrity".
 */
public enum ChecksumAlgorithm {
  CRC32(4),
  CRC32C(4),
  CRC64NVME(8),
  SHA1(20),
  SHA256(32);

  private final int lengthBytes;

  ChecksumAlgorithm(int lengthBytes) {
    this.lengthBytes = lengthBytes;
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
