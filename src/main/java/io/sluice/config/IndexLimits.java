package io.sluice.config;

import java.nio.file.Path;

/**
 * Where the index of each volume lives, and its bounds.
 *
 * @param dir directory on a local disk; each volume has a sub-directory; all of it can be deleted
 *     while the node is stopped
 * @param cacheBytes block cache of one volume's index
 * @param writeBufferBytes memory for changes not yet in a file, of one volume's index
 * @param openFiles the most files that one volume's index keeps open
 */
public record IndexLimits(Path dir, long cacheBytes, long writeBufferBytes, int openFiles) {
  public IndexLimits {
    Bounds.between("cache", cacheBytes, 1L << 20, 1L << 40);
    Bounds.between("write-buffer", writeBufferBytes, 1L << 20, 1L << 32);
    Bounds.between("open-files", openFiles, 16, 1_000_000);
  }

  /** The default bounds, in the given directory. */
  public static IndexLimits in(Path dir) {
    return new IndexLimits(dir, 64L << 20, 32L << 20, 256);
  }
}
