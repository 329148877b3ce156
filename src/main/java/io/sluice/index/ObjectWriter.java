package io.sluice.index;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Writes one batch's objects in key order, and adds the difference that they make to the blocks.
 */
final class ObjectWriter {
  private final Store store;
  private final Blocks blocks;
  private final RowBatch batch;
  private final TreeMap<byte[], byte[]> overgrown = new TreeMap<>(Arrays::compareUnsigned);

  // The block that the last key was in.
  private byte @Nullable [] start;
  private byte @Nullable [] end;
  private byte[] firstChange = {};
  private Tally tally = Tally.ZERO;

  ObjectWriter(Store store, Blocks blocks, RowBatch batch) {
    this.store = store;
    this.blocks = blocks;
    this.batch = batch;
  }

  /**
   * Writes those objects of a batch that come or go singly.
   *
   * @return the blocks to be cut, and the first key that changed in each
   */
  Map<byte[], byte[]> write(Changes changes) throws RocksDBException {
    List<Changes.Row> rows = changes.objects();
    try (OldRows old = new OldRows(store, rows.size())) {
      for (Changes.Row row : rows) {
        byte[] found = old.value(row.key);
        byte[] was = found != null && changes.isInTree(row.key) ? null : found;
        enter(row.key);
        if (row.value != null) {
          endIfFull(row.key, was == null && old.noneBefore(end));
          put(row.key, row.value, was);
        } else if (was != null) {
          batch.delete(Family.OBJECTS, row.key);
          tally = tally.minus(Tally.of(row.key, was));
        }
      }
    }
    leave();
    return overgrown;
  }

  private void put(byte[] key, byte[] value, byte @Nullable [] was) {
    batch.put(Family.OBJECTS, key, value);
    Tally now = Tally.of(key, value);
    tally = tally.plus(was == null ? now : now.minus(Tally.of(key, was)));
  }

  private void endIfFull(byte[] key, boolean appends) {
    if (appends && tally.rows() >= Ledger.FULL_ROWS) {
      leave();
      begin(key, Tally.ZERO);
    }
  }

  private void enter(byte[] key) {
    if (start == null || (end != null && Arrays.compareUnsigned(key, end) >= 0)) {
      leave();
      byte[] found = blocks.startOf(key);
      begin(found, blocks.at(found));
      end = blocks.endOf(found);
      firstChange = key;
    }
  }

  private void begin(byte[] key, Tally sum) {
    start = key;
    firstChange = key;
    tally = sum;
  }

  private void leave() {
    if (start == null) {
      return;
    }
    blocks.set(start, tally);
    if (tally.rows() > Ledger.MAX_ROWS || !tally.isPossible()) {
      overgrown.put(start, firstChange);
    }
  }
}
