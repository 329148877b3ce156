package io.sluice.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The family {@code usage} in memory: the keys of objects cut into blocks, and what each adds up
 * to. A block reaches from its start to the next one's; the first starts at the empty key. Changes
 * are drafts until they are kept. For one thread at a time.
 */
final class Blocks {
  private static final byte[] FIRST = {};

  private final TreeMap<byte[], Tally> tallies = new TreeMap<>(Arrays::compareUnsigned);

  /** What the changed ones were before; empty for those that are new. */
  private final TreeMap<byte[], Optional<Tally>> before = new TreeMap<>(Arrays::compareUnsigned);

  private Tally total = Tally.ZERO;

  Blocks() {
    clear();
  }

  void clear() {
    tallies.clear();
    before.clear();
    total = Tally.ZERO;
    tallies.put(FIRST, Tally.ZERO);
  }

  /** Takes over what is stored. */
  void load(byte[] start, Tally tally) {
    put(start, Optional.of(tally));
  }

  /** What all objects add up to. */
  Tally total() {
    return total;
  }

  int size() {
    return tallies.size();
  }

  /** The start of the block that a key is in. */
  byte[] startOf(byte[] key) {
    return tallies.floorKey(key);
  }

  /** Where a block ends, exclusive; null for the last. */
  byte @Nullable [] endOf(byte[] start) {
    return tallies.higherKey(start);
  }

  Tally at(byte[] start) {
    return tallies.getOrDefault(start, Tally.ZERO);
  }

  /**
   * The blocks that hold a range of keys, as far as they do.
   *
   * @param to exclusive; null for the end
   */
  List<Span> spans(byte[] from, byte @Nullable [] to) {
    List<Span> spans = new ArrayList<>();
    for (byte[] start = startOf(from); start != null && isBelow(start, to); ) {
      byte[] end = endOf(start);
      boolean starts = Arrays.compareUnsigned(from, start) <= 0;
      boolean ends = to == null || (end != null && Arrays.compareUnsigned(end, to) <= 0);
      spans.add(new Span(start, at(start), starts ? start : from, ends ? end : to, starts && ends));
      start = end;
    }
    return spans;
  }

  /** The next block from a key on in which not all files are hashed, as far as it lies there. */
  @Nullable Span unhashed(byte[] from) {
    for (Map.Entry<byte[], Tally> block : tallies.tailMap(startOf(from), true).entrySet()) {
      if (block.getValue().unhashedFiles() > 0) {
        byte[] start = block.getKey();
        boolean whole = Arrays.compareUnsigned(from, start) <= 0;
        return new Span(start, block.getValue(), whole ? start : from, endOf(start), whole);
      }
    }
    return null;
  }

  private static boolean isBelow(byte[] start, byte @Nullable [] to) {
    return to == null || Arrays.compareUnsigned(start, to) < 0;
  }

  /**
   * Changes a block, or makes it. An empty one goes, and the one before it reaches over its keys.
   */
  void set(byte[] start, Tally tally) {
    before.putIfAbsent(start, Optional.ofNullable(tallies.get(start)));
    boolean goes = tally.rows() == 0 && start.length > 0;
    put(start, goes ? Optional.empty() : Optional.of(tally));
  }

  private void put(byte[] start, Optional<Tally> tally) {
    Tally was = tally.isPresent() ? tallies.put(start, tally.get()) : tallies.remove(start);
    total = total.plus(tally.orElse(Tally.ZERO)).minus(was == null ? Tally.ZERO : was);
  }

  /** Adds the changes to those of rows, with which they are to be written. */
  void writeTo(RowBatch batch) {
    for (byte[] start : before.keySet()) {
      Tally tally = tallies.get(start);
      if (tally == null) {
        batch.delete(Family.USAGE, start);
      } else {
        batch.put(Family.USAGE, start, tally.encode());
      }
    }
  }

  /** The changes are written. */
  void keep() {
    before.clear();
  }

  /** They are not. */
  void undo() {
    before.forEach(this::put);
    before.clear();
  }
}
