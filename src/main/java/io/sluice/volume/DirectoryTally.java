package io.sluice.volume;

/** What one reading of a directory found directly in it. For one thread at a time. */
final class DirectoryTally {
  private int directories;
  private long files;
  private long bytes;

  void directory() {
    directories++;
  }

  void file(long sizeBytes) {
    files++;
    bytes += sizeBytes;
  }

  int directories() {
    return directories;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }
}
