package io.sluice.index;

import java.util.Arrays;

/**
 * Changes of rows to be written in one step, in the very form in which RocksDB keeps and logs a
 * batch (db/write_batch.cc and db/dbformat.h there). Its own {@link org.rocksdb.WriteBatch} costs a
 * native call a row, which copies key and value; this is handed over with one.
 *
 * <pre>
 * +---------------+----------------+-----------------------------------------------------+---
 * | 8B, of no use | 4B, how many   | kind 1B, family varint, length varint, bytes [twice] | ...
 * +---------------+----------------+-----------------------------------------------------+---
 * twice: key and value, or where a range begins and ends; low bytes come first
 * </pre>
 *
 * <p>For one thread.
 */
final class RowBatch {
  private static final int COUNT_AT = 8;
  private static final int FIRST_AT = 12;
  private static final int FIRST_BYTES = 512;
  private static final int DELETE = 4;
  private static final int PUT = 5;
  private static final int DELETE_RANGE = 14;
  private static final int VARINT_BYTES = 5;

  private final Store store;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int length = FIRST_AT;
  private int count;

  /** For a store that the caller has entered. */
  RowBatch(Store store) {
    this.store = store;
  }

  /** Puts a row, or deletes it when it has no value. */
  void set(Family family, Changes.Row row) {
    if (row.value == null) {
      delete(family, row.key);
    } else {
      put(family, row.key, row.value);
    }
  }

  void put(Family family, byte[] key, byte[] value) {
    begin(PUT, family, key.length + value.length);
    add(key);
    add(value);
  }

  void delete(Family family, byte[] key) {
    begin(DELETE, family, key.length);
    add(key);
  }

  /** Deletes from a key on, up to another one, exclusive. */
  void deleteRange(Family family, byte[] from, byte[] to) {
    begin(DELETE_RANGE, family, from.length + to.length);
    add(from);
    add(to);
  }

  /** All of it, as RocksDB wants it. */
  byte[] toBytes() {
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[COUNT_AT + i] = (byte) (count >>> (Byte.SIZE * i));
    }
    return Arrays.copyOf(bytes, length);
  }

  private void begin(int kind, Family family, int content) {
    int most = length + 1 + 3 * VARINT_BYTES + content;
    if (most > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(most, 2 * bytes.length));
    }
    count++;
    bytes[length++] = (byte) kind;
    varint(store.number(family));
  }

  private void add(byte[] content) {
    varint(content.length);
    System.arraycopy(content, 0, bytes, length, content.length);
    length += content.length;
  }

  /** Seven bits a byte, low ones first. */
  private void varint(int value) {
    int rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      bytes[length++] = (byte) (rest | 0x80);
    }
    bytes[length++] = (byte) rest;
  }
}
