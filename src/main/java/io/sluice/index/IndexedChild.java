package io.sluice.index;

/** What the index knows of one name in a directory. */
public final class IndexedChild {
  private final byte[] name;
  private final long inode;
  private final long sizeBytes;
  private final boolean hasRow;

  IndexedChild(byte[] name, long inode, long sizeBytes, boolean hasRow) {
    this.name = name;
    this.inode = inode;
    this.sizeBytes = sizeBytes;
    this.hasRow = hasRow;
  }

  /** UTF-8, with a slash at the end for a directory. Not a copy, since big directories pay. */
  public byte[] name() {
    return name;
  }

  /** The inode of a file; 0 for a directory. */
  public long inode() {
    return inode;
  }

  /** The size of a file; 0 for a directory. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** False for a directory that is known only by what lies beneath it. */
  public boolean hasRow() {
    return hasRow;
  }

  public boolean isDirectory() {
    return name[name.length - 1] == '/';
  }
}
