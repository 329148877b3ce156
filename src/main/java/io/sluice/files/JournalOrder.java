package io.sluice.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

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

  /** proc_pid_mountinfo(5). */
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  private static final Pattern DISORDER = Pattern.compile("\\b(rtdev=|journal_async_commit\\b)");

  private JournalOrder() {}

  /** False where it can't be told. */
  static boolean isKept(Descriptor root) throws FileFailure {
    long magic = StatCalls.fileSystem(root.number(), root.subject()).magic();
    return switch (FileSystems.of(magic).name()) {
      case "xfs" -> isOrdered(StatCalls.place(root.number(), root.subject()).device());
      case "ext4" -> {
        long device = StatCalls.place(root.number(), root.subject()).device();
        yield hasJournal(device) && isOrdered(device);
      }
      default -> false;
    };
  }

  private static boolean isOrdered(long device) {
    try {
      return isOrdered(Files.readAllLines(MOUNTS), name(device));
    } catch (IOException | RuntimeException unknown) {
      return false;
    }
  }

  /**
   * Whether a device is mounted without what breaks the order: xfs may have content on another
   * device than its log, and ext4 may write the end of a transaction before the disk has what came
   * before it.
   *
   * @param mountinfo lines that begin with two ids, then the device, and end with its options
   */
  static boolean isOrdered(List<String> mountinfo, String device) {
    List<String> its =
        mountinfo.stream().filter(line -> line.split(" ", 4)[2].equals(device)).toList();
    return !its.isEmpty() && its.stream().noneMatch(line -> DISORDER.matcher(line).find());
  }

  private static String name(long device) {
    return (device >>> Integer.SIZE) + ":" + (device & 0xFFFFFFFFL);
  }

  /**
   * An ext4 may be made without a journal; then it has no order at all. One on another disk says
   * nothing of what the first has written out.
   */
  private static boolean hasJournal(long device) {
    try {
      Path name = DEVICES.resolve(name(device)).toRealPath().getFileName();
      return Files.exists(JOURNALS.resolve(name + "-" + JOURNAL_INODE));
    } catch (IOException | RuntimeException unknown) {
      return false;
    }
  }
}
