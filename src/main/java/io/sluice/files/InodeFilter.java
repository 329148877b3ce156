package io.sluice.files;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which inodes were met, in a fixed amount of memory: of one that was it always says so, of one
 * that was not it may say so too. Safe for use by many threads.
 *
 * <p>Source of the idea: Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors"
 * (1970).
 */
public final class InodeFilter {
  private static final int HASHES = 3;
  private static final int LEAST_BITS = 1 << 20;

  /** 16 MiB; of 20 million inodes that were not met one in 20 passes for met. */
  private static final int MOST_BITS = 1 << 27;

  private static final int BITS_EACH = 16;

  private final AtomicLongArray words;
  private final int mask;
  private final long seed;

  /**
   * An empty one.
   *
   * @param expected about how many inodes will be met
   * @param seed any number: which inodes pass for met depends on it
   */
  public InodeFilter(long expected, long seed) {
    int bits = LEAST_BITS;
    while (bits < MOST_BITS && bits / BITS_EACH < expected) {
      bits <<= 1;
    }
    this.words = new AtomicLongArray(bits / Long.SIZE);
    this.mask = bits - 1;
    this.seed = seed;
  }

  /** Notes that an inode was met. */
  public void add(long inode) {
    long hash = hash(inode);
    for (int i = 0; i < HASHES; i++) {
      int bit = bit(hash, i);
      int word = bit / Long.SIZE;
      long set = 1L << bit;
      if ((words.get(word) & set) == 0) {
        words.getAndUpdate(word, old -> old | set);
      }
    }
  }

  /** Whether an inode may have been met; false only if it was not. */
  public boolean mayHave(long inode) {
    long hash = hash(inode);
    for (int i = 0; i < HASHES; i++) {
      int bit = bit(hash, i);
      if ((words.get(bit / Long.SIZE) & (1L << bit)) == 0) {
        return false;
      }
    }
    return true;
  }

  private int bit(long hash, int number) {
    int first = (int) hash;
    int step = (int) (hash >>> Integer.SIZE) | 1;
    return (first + number * step) & mask;
  }

  /** Inodes are mostly numbers in a row; these look like random ones (SplitMix64). */
  private long hash(long inode) {
    long mixed = inode + seed + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
