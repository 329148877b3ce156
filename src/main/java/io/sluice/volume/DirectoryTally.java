package io.sluice.volume;

/** What one reading of a directory found directly in it. For one thread at a time. */
final class DirectoryTally {
  private int directories;
  private long unchanged;
  private long files;
  private long bytes;

  void directory() {
    directories++;
  }

  /** A file whose row was taken as it is, because its name and inode are the same. */
  void unchanged(long sizeBytes) {
    unchanged++;
    file(sizeBytes);
  }

  void file(long sizeBytes) {
    files++;
    bytes += sizeBytes;
  }

  int directories() {
    return directories;
  }

  long unchanged() {
    return unchanged;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }
}
