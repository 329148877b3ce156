package io.sluice.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Appends the few shapes that records are made of to a growing array. */
final class RecordWriter {
  private byte[] bytes = new byte[64];
  private int length;

  RecordWriter u8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** Seven bits a byte, low ones first, as an unsigned number. */
  RecordWriter varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      u8((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return u8((int) rest);
  }

  /** A signed number that is near zero most of the time. */
  RecordWriter signed(long value) {
    return varint((value << 1) ^ (value >> 63));
  }

  /** Eight bytes, high ones first. */
  RecordWriter fixed64(long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  RecordWriter raw(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  /** A length and so many bytes of UTF-8. */
  RecordWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return varint(utf8.length).raw(utf8);
  }

  /** As {@link #text}, with the length plus one, so that 0 means null. */
  RecordWriter optional(@Nullable String value) {
    if (value == null) {
      return u8(0);
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return varint(utf8.length + 1L).raw(utf8);
  }

  /** A length and that which another writer holds. */
  RecordWriter section(RecordWriter content) {
    return varint(content.length).raw(content.toBytes());
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
