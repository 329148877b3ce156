package io.sluice.volume;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongConsumer;

/** Inodes, and which of them were met since. Safe for use by many threads. */
final class InodeSet {
  static final InodeSet EMPTY = new InodeSet(new long[0]);

  private final long[] sorted;
  private final AtomicIntegerArray met;

  private InodeSet(long[] sorted) {
    this.sorted = sorted;
    this.met = new AtomicIntegerArray(Math.ceilDiv(sorted.length, Integer.SIZE));
  }

  /** Gathers inodes, of very many only some. */
  static final class Gathered {
    /** 8 MB. */
    private static final int MOST = 1_000_000;

    private final int most;
    private long[] inodes = new long[64];
    private int count;
    private boolean hasAll = true;

    Gathered() {
      this(MOST);
    }

    Gathered(int most) {
      this.most = most;
    }

    void add(long inode) {
      if (count == most) {
        hasAll = false;
        return;
      }
      if (count == inodes.length) {
        inodes = Arrays.copyOf(inodes, (int) Math.min(most, 2L * count));
      }
      inodes[count++] = inode;
    }

    /** Whether nothing was left out. */
    boolean hasAll() {
      return hasAll;
    }

    InodeSet set() {
      return count == 0
          ? EMPTY
          : new InodeSet(Arrays.stream(inodes, 0, count).sorted().distinct().toArray());
    }
  }

  int size() {
    return sorted.length;
  }

  long get(int position) {
    return sorted[position];
  }

  void forEach(LongConsumer each) {
    Arrays.stream(sorted).forEach(each);
  }

  /** Notes that an inode was met; nothing happens for one that is not among these. */
  void meet(long inode) {
    int at = sorted.length == 0 ? -1 : Arrays.binarySearch(sorted, inode);
    if (at >= 0) {
      met.getAndUpdate(at / Integer.SIZE, bits -> bits | (1 << at));
    }
  }

  /** Whether the one at a position was met. */
  boolean isMet(int position) {
    return (met.get(position / Integer.SIZE) & (1 << position)) != 0;
  }
}
