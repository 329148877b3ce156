package io.sluice.files;

import io.sluice.model.FileIdentity;

/**
 * All that statx(2) tells us of one file.
 *
 * @param status the public part
 * @param links how many names it has
 * @param bornNanos when it was made, nanoseconds since 1970; 0 where the file system does not know
 * @param readNanos when it was last read, as far as the file system keeps that
 */
record Stat(FileStatus status, int links, long bornNanos, long readNanos) {
  long inode() {
    return status.identity().inode();
  }

  boolean isRegular() {
    return status.type() == FileType.REGULAR;
  }

  /**
   * Whether another read leaves the time of the last one alone, under {@code relatime}; once a day
   * it does not.
   */
  boolean wasReadSinceItChanged() {
    FileIdentity identity = status.identity();
    return readNanos > identity.mtimeNanos() && readNanos > identity.ctimeNanos();
  }

  /** Whether nothing was written to the file from one of the two to the other. */
  boolean hasSameContent(Stat other) {
    FileIdentity one = status.identity();
    FileIdentity two = other.status.identity();
    return one.sizeBytes() == two.sizeBytes() && one.mtimeNanos() == two.mtimeNanos();
  }

  boolean isDirectory() {
    return status.type() == FileType.DIRECTORY;
  }
}
