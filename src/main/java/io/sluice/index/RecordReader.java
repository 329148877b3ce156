package io.sluice.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RecordWriter} wrote. Running past the end is an {@link
 * IndexOutOfBoundsException}, which the records turn into "damaged".
 */
final class RecordReader {
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;
  private int at;

  RecordReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int u8() {
    return bytes[at++] & 0xff;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = u8();
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("a number longer than 64 bits");
  }

  long signed() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  long fixed64() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | u8();
    }
    return value;
  }

  byte[] raw(int length) {
    int from = skip(length);
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** The next bytes as hexadecimal digits. */
  String hex(int length) {
    int from = skip(length);
    return HEX.formatHex(bytes, from, at);
  }

  String text() {
    return text(varint());
  }

  @Nullable String optional() {
    long length = varint();
    return length == 0 ? null : text(length - 1);
  }

  private String text(long length) {
    int from = skip(length);
    return new String(bytes, from, at - from, StandardCharsets.UTF_8);
  }

  private int skip(long length) {
    if (length < 0 || length > bytes.length - at) {
      throw new IndexOutOfBoundsException("a length past the record's end");
    }
    int from = at;
    at += (int) length;
    return from;
  }
}
