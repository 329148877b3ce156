package io.sluice.index;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;

/** Forgets whole directories, and takes what was in them off the blocks. */
final class TreeEraser {
  /**
   * Up to so many rows, a tree is forgotten row by row: a range delete slows later reads down until
   * it is compacted away, and most removed directories are small or empty.
   */
  private static final int ROWS_DELETED_SINGLY = 64;

  private final Store store;
  private final Blocks blocks;
  private final RowBatch batch;

  TreeEraser(Store store, Blocks blocks, RowBatch batch) {
    this.store = store;
    this.blocks = blocks;
    this.batch = batch;
  }

  /** Trees of which none is in another. */
  void erase(Iterable<byte[]> trees) throws RocksDBException {
    try (Rows objects = new Rows(store, Family.OBJECTS);
        Rows directories = new Rows(store, Family.DIRECTORIES)) {
      for (byte[] tree : trees) {
        erase(Family.DIRECTORIES, directories, tree);
        takeOff(erase(Family.OBJECTS, objects, tree), objects, tree);
      }
    }
  }

  /** Deletes the rows of a tree; returns them when they are few, else one more than few. */
  private Map<byte[], byte[]> erase(Family family, Rows rows, byte[] tree) throws RocksDBException {
    Map<byte[], byte[]> few = new TreeMap<>(Arrays::compareUnsigned);
    rows.each(
        tree,
        KeyBytes.after(tree),
        (key, value) -> {
          few.put(key, value);
          return isFew(few);
        });
    if (!isFew(few)) {
      batch.deleteRange(family, tree, KeyBytes.after(tree));
      return few;
    }
    for (byte[] key : few.keySet()) {
      batch.delete(family, key);
    }
    return few;
  }

  private static boolean isFew(Map<byte[], byte[]> rows) {
    return rows.size() <= ROWS_DELETED_SINGLY;
  }

  private void takeOff(Map<byte[], byte[]> few, Rows objects, byte[] tree) throws RocksDBException {
    if (isFew(few)) {
      for (Map.Entry<byte[], byte[]> row : few.entrySet()) {
        takeOff(blocks.startOf(row.getKey()), Tally.of(row.getKey(), row.getValue()));
      }
      return;
    }
    for (Span span : blocks.spans(tree, KeyBytes.after(tree))) {
      takeOff(span.block, span.whole ? span.tally : objects.sum(span.from, span.to));
    }
  }

  private void takeOff(byte[] block, Tally sum) {
    blocks.set(block, blocks.at(block).minus(sum));
  }
}
