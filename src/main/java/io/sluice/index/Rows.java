package io.sluice.index;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** The rows of one family at one moment, range by range. Holds native memory. */
final class Rows implements AutoCloseable {
  private final RocksIterator cursor;

  /** The caller has entered the store, and closes this before it leaves. */
  Rows(Store store, Family family) {
    cursor = store.iterators(family).getFirst();
  }

  /** Takes one row, and says whether it wants more. */
  interface Visitor {
    boolean row(byte[] key, byte[] value);
  }

  /**
   * Shows rows in key order.
   *
   * @param to exclusive; null for the end
   */
  void each(byte[] from, byte @Nullable [] to, Visitor visitor) throws RocksDBException {
    for (cursor.seek(from); cursor.isValid(); cursor.next()) {
      byte[] key = cursor.key();
      if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
        return;
      }
      if (!visitor.row(key, cursor.value())) {
        return;
      }
    }
    cursor.status(); // Damage must not look like the end.
  }

  /** What a range of objects adds up to. */
  Tally sum(byte[] from, byte @Nullable [] to) throws RocksDBException {
    Tally[] sum = {Tally.ZERO};
    each(
        from,
        to,
        (key, value) -> {
          sum[0] = sum[0].plus(Tally.of(key, value));
          return true;
        });
    return sum[0];
  }

  /** A range of objects cut into full blocks and a rest: the first key of each and its sum. */
  NavigableMap<byte[], Tally> pieces(byte[] from, byte @Nullable [] to) throws RocksDBException {
    NavigableMap<byte[], Tally> pieces = new TreeMap<>(Arrays::compareUnsigned);
    each(
        from,
        to,
        (key, value) -> {
          Tally row = Tally.of(key, value);
          Map.Entry<byte[], Tally> last = pieces.lastEntry();
          if (last == null || last.getValue().rows() >= Ledger.FULL_ROWS) {
            pieces.put(key, row);
          } else {
            pieces.put(last.getKey(), last.getValue().plus(row));
          }
          return true;
        });
    return pieces;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
