package io.sluice.index;

import io.sluice.index.IndexFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The few facts about the index itself. */
final class IndexMeta {
  /** Since 2, a row can be in doubt, and there are sums; since 3, a file can be unread. */
  static final long FORMAT = 3;

  /** Older ones are made anew. */
  static final long FIRST_FORMAT = 1;

  /** From here on there is a family {@code usage}, and every writer keeps it. */
  static final long COUNTED_FORMAT = 2;

  private static final byte[] FORMAT_KEY = key("format");
  private static final byte[] CLEAN_KEY = key("clean");
  private static final byte[] ROOT_KEY = key("root");

  private final Store store;

  IndexMeta(Store store) {
    this.store = store;
  }

  void writeFormat(long format) {
    put(FORMAT_KEY, new RecordWriter().varint(format).toBytes());
  }

  /** The format, unless it is one that this version can't read. */
  long checkFormat() throws IndexFailure {
    byte[] value = store.get(Family.META, FORMAT_KEY);
    if (value == null || value.length == 0) {
      throw new IndexFailure(
          Kind.DAMAGED, "the index names no format", new IOException("no format in meta"));
    }
    long format = new RecordReader(value).varint();
    if (format > FORMAT) {
      throw new IndexFailure(
          Kind.NEWER_FORMAT,
          "the index has format %d, this version reads up to %d: run the newer version, or delete the index and it is made anew"
              .formatted(format, FORMAT),
          new IOException("format " + format));
    }
    if (format < FIRST_FORMAT) {
      throw new IndexFailure(
          Kind.DAMAGED,
          "the index has the old format " + format + ", which this version does not read",
          new IOException("format " + format));
    }
    return format;
  }

  /** Whether the last user closed the index; from now on it counts as open. */
  boolean takeClean() {
    boolean clean = store.get(Family.META, CLEAN_KEY) != null;
    if (clean) {
      change(batch -> batch.delete(store.handle(Family.META), CLEAN_KEY));
    }
    return clean;
  }

  void writeClean() {
    put(CLEAN_KEY, new byte[0]);
  }

  @Nullable Long root() {
    byte[] value = store.get(Family.META, ROOT_KEY);
    return value == null ? null : new RecordReader(value).varint();
  }

  void writeRoot(long inode) {
    put(ROOT_KEY, new RecordWriter().varint(inode).toBytes());
  }

  @Nullable String note(String name) {
    byte[] value = store.get(Family.META, key("note/" + name));
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  /** Not synced: what it speaks of is not, either, and both go through one log in order. */
  void putNote(String name, String text) {
    write(batch -> batch.put(store.handle(Family.META), key("note/" + name), key(text)), false);
  }

  private void put(byte[] key, byte[] value) {
    change(batch -> batch.put(store.handle(Family.META), key, value));
  }

  private void change(Change change) {
    write(change, true);
  }

  private void write(Change change, boolean sync) {
    store.enter();
    try (WriteBatch batch = new WriteBatch()) {
      change.to(batch);
      store.write(batch, sync);
    } catch (RocksDBException e) {
      throw store.fault(e);
    } finally {
      store.leave();
    }
  }

  private static byte[] key(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private interface Change {
    void to(WriteBatch batch) throws RocksDBException;
  }
}
