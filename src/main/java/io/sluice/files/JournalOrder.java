package io.sluice.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a file system writes its changes to the disk in the order in which they were made, so
 * that a file which is synced after a rename keeps its new name too. Both file systems that are
 * known for it change the inode with its name, and have one log for all.
 *
 * <p>Source: ext4 (jbd2: the transaction that an fsync commits has all changes before it, and
 * transactions are committed one after another), xfs (an fsync forces the log up to the last change
 * of the inode).
 */
final class JournalOrder {
  private static final Path DEVICES = Path.of("/sys/dev/block");
  private static final Path EXT4 = Path.of("/sys/fs/ext4");

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

  /** An ext4 may be made without a journal; then it has no order at all. */
  private static boolean hasJournal(long device) {
    long major = device >>> Integer.SIZE;
    long minor = device & 0xFFFFFFFFL;
    try {
      Path name = DEVICES.resolve(major + ":" + minor).toRealPath().getFileName();
      String task = Files.readString(EXT4.resolve(name).resolve("journal_task")).strip();
      return !task.isEmpty() && task.chars().allMatch(Character::isDigit);
    } catch (IOException | RuntimeException unknown) {
      return false;
    }
  }
}
