package io.sluice.files;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Tags as they lie in an extended attribute: deflated when they are long, since ext4 gives all
 * attributes of a file 4 KiB, and ten of the longest tags alone take nearly that.
 */
final class PackedValue {
  /** Short values stay readable for whoever looks at the file. */
  private static final int PLAIN_BYTES = 1024;

  /** Never the first byte of JSON, nor of digits. */
  private static final byte MARK = 1;

  /** The kernel's own limit of a value (xattr(7)); a planted one can't grow beyond it. */
  private static final int MAX_BYTES = 64 * 1024;

  private PackedValue() {}

  static byte[] pack(byte[] value) {
    if (value.length <= PLAIN_BYTES) {
      return value;
    }
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(value);
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream(value.length);
      packed.write(MARK);
      byte[] piece = new byte[4096];
      while (!deflater.finished()) {
        packed.write(piece, 0, deflater.deflate(piece));
      }
      return packed.size() < value.length ? packed.toByteArray() : value;
    } finally {
      deflater.end();
    }
  }

  /** The value; null when it is not one of ours. */
  static byte @Nullable [] unpack(byte[] packed) {
    if (packed.length == 0 || packed[0] != MARK) {
      return packed;
    }
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed, 1, packed.length - 1);
      byte[] value = new byte[MAX_BYTES];
      int length = 0;
      while (!inflater.finished() && length < MAX_BYTES) {
        int more = inflater.inflate(value, length, MAX_BYTES - length);
        if (more == 0) {
          break;
        }
        length += more;
      }
      return inflater.finished() ? Arrays.copyOf(value, length) : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
