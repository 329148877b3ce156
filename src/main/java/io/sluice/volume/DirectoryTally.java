package io.sluice.volume;

/** What one reading of a directory found directly in it. For one thread at a time. */
final class DirectoryTally {
  private int directories;
  private long files;
  private long unchanged;

  void directory() {
    directories++;
  }

  void file() {
    files++;
  }

  /** A file whose row was taken as it is, because its name and inode are the same. */
  void same() {
    unchanged++;
  }

  int directories() {
    return directories;
  }

  long unchanged() {
    return unchanged;
  }

  long names() {
    return directories + files + unchanged;
  }
}
