package io.sluice.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Looks at one name after the other in what getdents64(2) returned, so that a name costs no object.
 * For one thread; what it shows changes with the next name.
 */
public final class NameView {
  private static final int KIND_OFFSET = 18;
  private static final int NAME_OFFSET = 19;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  private final byte[] buffer;
  private int at;
  private int next;
  private int end;
  private boolean ascii;

  /**
   * @param buffer entries, each: inode, offset, length of the entry, kind, name with its NUL,
   *     padding
   */
  NameView(byte[] buffer) {
    this.buffer = buffer;
  }

  /** Goes to the next name that is neither {@code .} nor {@code ..}; false at the end. */
  boolean advance() {
    while (next < buffer.length) {
      at = next;
      next = at + Short.toUnsignedInt((short) SHORT.get(buffer, at + 16));
      int bits = 0;
      int i = from();
      for (; buffer[i] != 0; i++) {
        bits |= buffer[i];
      }
      end = i;
      ascii = bits >= 0;
      if (!isDots()) {
        return true;
      }
    }
    return false;
  }

  private boolean isDots() {
    return first() == '.' && (length() == 1 || (length() == 2 && buffer[from() + 1] == '.'));
  }

  byte first() {
    return buffer[from()];
  }

  boolean isAscii() {
    return ascii;
  }

  /** The kernel's DT_ number, 0 when the file system does not tell. */
  int kind() {
    return buffer[at + KIND_OFFSET];
  }

  public long inode() {
    return (long) LONG.get(buffer, at);
  }

  /** The array that the name lies in. */
  public byte[] bytes() {
    return buffer;
  }

  /** Where it begins there. */
  public int from() {
    return at + NAME_OFFSET;
  }

  public int length() {
    return end - from();
  }

  byte[] copy() {
    return Arrays.copyOfRange(buffer, from(), end);
  }
}
