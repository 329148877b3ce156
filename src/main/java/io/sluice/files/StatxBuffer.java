package io.sluice.files;

import io.sluice.model.FileIdentity;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads {@code struct statx} (linux/stat.h; one layout for all architectures). */
final class StatxBuffer {
  private static final int HAS_BIRTH_TIME = 0x800;

  /** STATX_BASIC_STATS without what nobody asks for (blocks), and STATX_BTIME. */
  static final int WANTED = 0x3FF | HAS_BIRTH_TIME;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int TYPE_BITS = 0xF000;
  private static final int PERMISSION_BITS = 0xFFF;

  private static final long NANOS = 1_000_000_000;

  /** Up to the year 2262: what lies further from 1970 is taken for that. */
  private static final long MOST_SECONDS = Long.MAX_VALUE / NANOS - 1;

  private StatxBuffer() {}

  static Stat read(MemorySegment statx) {
    int mode = Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT_UNALIGNED, 28));
    FileIdentity identity =
        new FileIdentity(
            statx.get(LONG, 32),
            Math.max(0, statx.get(LONG, 40)),
            time(statx, 112),
            time(statx, 96));
    FileStatus status =
        new FileStatus(
            type(mode & TYPE_BITS),
            identity,
            mode & PERMISSION_BITS,
            statx.get(INT, 20),
            statx.get(INT, 24));
    long born = (statx.get(INT, 0) & HAS_BIRTH_TIME) != 0 ? time(statx, 80) : 0;
    return new Stat(status, statx.get(INT, 16), born, time(statx, 64));
  }

  /** Whether this is of a regular file of exactly this identity: {@link #read}, piece by piece. */
  static boolean isRegular(MemorySegment statx, FileIdentity identity) {
    int mode = Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT_UNALIGNED, 28));
    return type(mode & TYPE_BITS) == FileType.REGULAR
        && statx.get(LONG, 32) == identity.inode()
        && Math.max(0, statx.get(LONG, 40)) == identity.sizeBytes()
        && time(statx, 112) == identity.mtimeNanos()
        && time(statx, 96) == identity.ctimeNanos();
  }

  /** The device that a file lies on; of its major and minor number. */
  static long device(MemorySegment statx) {
    return (long) statx.get(INT, 136) << Integer.SIZE | Integer.toUnsignedLong(statx.get(INT, 140));
  }

  private static long time(MemorySegment statx, long offset) {
    long seconds = Math.clamp(statx.get(LONG, offset), -MOST_SECONDS, MOST_SECONDS);
    return seconds * NANOS + statx.get(INT, offset + 8);
  }

  private static FileType type(int bits) {
    return switch (bits) {
      case 0x8000 -> FileType.REGULAR;
      case 0x4000 -> FileType.DIRECTORY;
      case 0xA000 -> FileType.SYMBOLIC_LINK;
      default -> FileType.OTHER;
    };
  }
}
