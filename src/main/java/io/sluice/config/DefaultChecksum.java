package io.sluice.config;

/** The checksum that an object gets whose writer named none. */
public enum DefaultChecksum {
  NONE,
  /** As S3 does; it costs a PUT about half as much CPU time again as its MD5. */
  CRC64NVME
}
