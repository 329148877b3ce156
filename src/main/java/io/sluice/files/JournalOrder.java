package io.sluice.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a file system writes its changes to the disk in the order in which they were made, so
 * that a directory which is synced keeps whatever was changed before its last own change. Both file
 * systems that are known for it have one log for all.
 *
 * <p>Source: ext4 (jbd2: the transaction that an fsync commits has all changes before it, and
 * transactions are committed one after another), xfs (an fsync forces the log up to the last change
 * of the inode). Both have the disk write content out that it took before, if the log is on it.
 */
final class JournalOrder {
  /** Of the journal that lies in a file of the file system (EXT4_JOURNAL_INO). */
  private static final int JOURNAL_INODE = 8;

  private static final Path DEVICES = Path.of("/sys/dev/block");
  private static final Path JOURNALS = Path.of("/proc/fs/jbd2");

  private JournalOrder() {}

  /** False where it can't be told. */
  static boolean isKept(Descriptor root) throws FileFailure {
    long magic = StatCalls.fileSystem(root.number(), root.subject()).magic();
    return switch (FileSystems.of(magic).name()) {
      case "xfs" -> true;
      case "ext4" -> hasJournal(StatCalls.place(root.number(), root.subject()).device());
      default -> false;
    };
  }

  /**
   * An ext4 may be made without a journal; then it has no order at all. One on another disk says
   * nothing of what the first has written out.
   */
  private static boolean hasJournal(long device) {
    long major = device >>> Integer.SIZE;
    long minor = device & 0xFFFFFFFFL;
    try {
      Path name = DEVICES.resolve(major + ":" + minor).toRealPath().getFileName();
      return Files.exists(JOURNALS.resolve(name + "-" + JOURNAL_INODE));
    } catch (IOException | RuntimeException unknown) {
      return false;
    }
  }
}
