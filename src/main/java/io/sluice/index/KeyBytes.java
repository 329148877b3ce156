package io.sluice.index;

import java.util.Arrays;

/** Keys as bytes, where ranges need more than a key can say. */
public final class KeyBytes {
  private KeyBytes() {}

  public static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /**
   * The least bytes above all that start with a prefix: its last byte plus one. UTF-8 has no byte
   * 0xff, so that never overflows. Past the empty prefix there is nothing but 0xff.
   */
  public static byte[] after(byte[] prefix) {
    if (prefix.length == 0) {
      return new byte[] {(byte) 0xff};
    }
    byte[] next = prefix.clone();
    next[next.length - 1]++;
    return next;
  }

  /** The least bytes above these. */
  public static byte[] justAfter(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
