package io.sluice.files;

/**
 * All that statx(2) tells us of one file.
 *
 * @param status the public part
 * @param links how many names it has
 * @param bornNanos when it was made, nanoseconds since 1970; 0 where the file system does not know
 */
record Stat(FileStatus status, int links, long bornNanos) {
  long inode() {
    return status.identity().inode();
  }

  boolean isRegular() {
    return status.type() == FileType.REGULAR;
  }

  boolean isDirectory() {
    return status.type() == FileType.DIRECTORY;
  }
}
