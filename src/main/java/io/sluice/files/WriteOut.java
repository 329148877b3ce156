package io.sluice.files;

import java.lang.invoke.MethodHandle;

/**
 * Getting content to the disk without telling the journal to write down what the inode says:
 * sync_file_range(2). Alone it promises nothing; it puts content before whatever the journal writes
 * later.
 */
final class WriteOut {
  /** SYNC_FILE_RANGE_WRITE. */
  private static final int WRITE = 2;

  /** SYNC_FILE_RANGE_WAIT_BEFORE, _WRITE, _WAIT_AFTER. */
  private static final int WRITE_AND_WAIT = 1 | WRITE | 4;

  private static final MethodHandle SYNC_FILE_RANGE =
      Native.intCall("sync_file_range", Native.INT, Native.LONG, Native.LONG, Native.INT);

  private WriteOut() {}

  /** Has the disk begin with all content of a file; {@code -errno} on failure. */
  static int start(int file) {
    return call(file, WRITE);
  }

  /** Returns when all content of a file was written; {@code -errno} on failure. */
  static int all(int file) {
    return call(file, WRITE_AND_WAIT);
  }

  private static int call(int file, int flags) {
    return (int)
        Native.uninterrupted(
            errno -> (int) SYNC_FILE_RANGE.invokeExact(errno, file, 0L, 0L, flags));
  }
}
