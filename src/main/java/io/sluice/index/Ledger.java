package io.sluice.index;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The only writer of objects, of directories, and of what objects add up to: all in one batch, so
 * that sums and rows agree, after a crash too. Sums are kept for {@link Blocks} of the key space,
 * so a prefix costs two partial blocks at most, whatever its shape, and a change one small row
 * more.
 *
 * <pre>
 * blocks   |a/1 ..... a/999|b .............|b/x/7 .......|z/ ...
 * sums     |  1,000 files  |   812 files   | 1,001 files |
 * b/               [read of one block      ][summed      ][read]
 * </pre>
 *
 * <p>A block of more than {@link #MAX_ROWS} is cut, by reading it from its last change on. One that
 * is only appended to, as a crawl does, ends at {@link #FULL_ROWS}: that costs no reading.
 */
final class Ledger {
  static final int FULL_ROWS = 1_000;
  static final int MAX_ROWS = 2_000;

  private static final byte[] FIRST = {};

  private final Store store;
  private final Blocks blocks = new Blocks();
  private final HotRows hot = new HotRows();

  Ledger(Store store) {
    this.store = store;
  }

  /** Takes up the stored sums; once, before any other use. */
  synchronized void load() {
    using(() -> {
      try (Rows rows = new Rows(store, Family.USAGE)) {
        rows.each(
            FIRST,
            null,
            (start, tally) -> {
              blocks.load(start, Tally.decode(tally));
              return true;
            });
      }
      return blocks;
    });
  }

  /** Counts all objects anew. Takes about a second a million. */
  synchronized void recount() {
    change(batch -> {
      blocks.clear();
      batch.deleteRange(Family.USAGE, FIRST, KeyBytes.after(FIRST));
      cut(FIRST, FIRST);
    });
  }

  /** Makes a batch's changes. */
  synchronized void apply(Changes changes) {
    Map<byte[], byte[]> overgrown = new TreeMap<>(Arrays::compareUnsigned);
    hot.note(changes);
    try {
      change(batch -> overgrown.putAll(fill(batch, changes)));
    } finally {
      hot.note(changes);
    }
    overgrown.forEach((block, from) -> change(batch -> cut(block, from)));
  }

  /** An object, if it can be told from memory; null when it can't, or there is none. */
  @Nullable ObjectEntry objectNow(ObjectKey key) {
    return hot.get(key, () -> store.getNow(Family.OBJECTS, key.utf8()));
  }

  synchronized int blocks() {
    return blocks.size();
  }

  /** What the objects with a prefix add up to. Reads some thousand rows at most. */
  Usage usage(byte[] prefix) {
    return prefix.length == 0
        ? total().usage()
        : using(() -> sum(prefix, KeyBytes.after(prefix)).usage());
  }

  private synchronized Tally total() {
    return blocks.total();
  }

  /** The next files that aren't hashed, strictly after a key. */
  List<UnhashedFile> unhashedAfter(ObjectKey key, long maxSizeBytes, int limit) {
    UnhashedFiles found = new UnhashedFiles(maxSizeBytes, limit);
    return using(() -> {
      try (Rows objects = new Rows(store, Family.OBJECTS)) {
        byte[] at = KeyBytes.justAfter(key.utf8());
        while (at != null && found.wantsMore()) {
          Span span = unhashed(at);
          if (span != null) {
            objects.each(span.from, span.to, found);
          }
          at = span == null ? null : span.to;
        }
      }
      return found.files();
    });
  }

  private synchronized @Nullable Span unhashed(byte[] from) {
    return blocks.unhashed(from);
  }

  private Map<byte[], byte[]> fill(RowBatch batch, Changes changes) throws RocksDBException {
    if (!changes.trees().isEmpty()) {
      new TreeEraser(store, blocks, batch).erase(changes.trees());
    }
    for (Changes.Row row : changes.directories()) {
      batch.set(Family.DIRECTORIES, row);
    }
    for (Changes.Row row : changes.inodes()) {
      batch.set(Family.INODES, row);
    }
    return new ObjectWriter(store, blocks, batch).write(changes);
  }

  /** Cuts a block by counting it from some key on. */
  private void cut(byte[] start, byte[] from) throws RocksDBException {
    NavigableMap<byte[], Tally> pieces;
    try (Rows objects = new Rows(store, Family.OBJECTS)) {
      pieces = objects.pieces(from, blocks.endOf(start));
    }
    Tally rest = Arrays.equals(start, from) ? Tally.ZERO : blocks.at(start);
    for (Tally piece : Arrays.equals(start, from) ? List.<Tally>of() : pieces.values()) {
      rest = rest.minus(piece);
    }
    if (!rest.isPossible()) {
      cut(start, start); // A sum was wrong, and is not any more.
      return;
    }
    if (rest.rows() == 0 && !pieces.isEmpty()) {
      rest = pieces.pollFirstEntry().getValue();
    }
    blocks.set(start, rest);
    pieces.forEach(blocks::set);
  }

  /** All of a change or nothing, in the store and in memory. */
  private void change(Change change) {
    using(() -> {
      try {
        RowBatch batch = new RowBatch(store);
        change.to(batch);
        blocks.writeTo(batch);
        store.write(batch);
        blocks.keep();
      } finally {
        blocks.undo();
      }
      return blocks;
    });
  }

  private Tally sum(byte[] from, byte[] to) throws RocksDBException {
    Tally sum = Tally.ZERO;
    List<Span> partial = new ArrayList<>();
    Rows objects;
    synchronized (this) { // So that sums and rows are of one moment.
      for (Span span : blocks.spans(from, to)) {
        if (span.whole) {
          sum = sum.plus(span.tally);
        } else {
          partial.add(span);
        }
      }
      objects = new Rows(store, Family.OBJECTS);
    }
    try (objects) {
      for (Span span : partial) {
        sum = sum.plus(objects.sum(span.from, span.to));
      }
    }
    return sum;
  }

  private <T> T using(Work<T> work) {
    store.enter();
    try {
      return work.run();
    } catch (RocksDBException e) {
      throw store.fault(e);
    } catch (IndexFaultException e) {
      throw store.noted(e);
    } finally {
      store.leave();
    }
  }

  private interface Change {
    void to(RowBatch batch) throws RocksDBException;
  }

  private interface Work<T> {
    T run() throws RocksDBException;
  }
}
