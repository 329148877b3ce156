package io.sluice.index;

/** Bounds of one index: block cache and write buffers in bytes, and open files. */
public record IndexSettings(long blockCacheBytes, long writeBufferBytes, int maxOpenFiles) {
  public static final IndexSettings DEFAULT = new IndexSettings(64L << 20, 32L << 20, 256);
}
