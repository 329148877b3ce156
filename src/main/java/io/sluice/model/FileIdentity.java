package io.sluice.model;

/**
 * What tells one state of a file from another: while it is unchanged, what is known of the content
 * holds. The change time is part of it because tools that copy trees put modification times back.
 *
 * @param inode the inode number, unique within one file system
 * @param sizeBytes length of the content
 * @param mtimeNanos modification time, nanoseconds since 1970
 * @param ctimeNanos change time, nanoseconds since 1970; set by the kernel alone
 */
public record FileIdentity(long inode, long sizeBytes, long mtimeNanos, long ctimeNanos) {
  public FileIdentity {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("negative size");
    }
  }
}
