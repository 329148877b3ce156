package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.Arrays;

/**
 * A listable name in a directory, kept small since directories can be large: about 80 bytes each.
 */
final class ListedName implements Comparable<ListedName> {
  private final byte[] utf8;
  private final long inode;

  private ListedName(byte[] utf8, long inode) {
    this.utf8 = utf8;
    this.inode = inode;
  }

  /** The last segment of a key, with the slash of a directory. */
  static ListedName of(ObjectKey key, int directoryLength, long inode) {
    byte[] all = key.utf8();
    return new ListedName(Arrays.copyOfRange(all, directoryLength, all.length), inode);
  }

  byte[] utf8() {
    return utf8;
  }

  long inode() {
    return inode;
  }

  boolean isDirectory() {
    return utf8[utf8.length - 1] == '/';
  }

  /** In the order of keys, since all names here have the same directory before them. */
  @Override
  public int compareTo(ListedName other) {
    return Arrays.compareUnsigned(utf8, other.utf8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ListedName name && Arrays.equals(utf8, name.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }
}
