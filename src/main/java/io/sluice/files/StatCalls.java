package io.sluice.files;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** Asking: statx(2), fstatfs(2). */
final class StatCalls {
  private static final byte[] ITSELF = new byte[0];

  /** AT_SYMLINK_NOFOLLOW and AT_NO_AUTOMOUNT. */
  private static final int NO_FOLLOW = 0x100 | 0x800;

  private static final int EMPTY_PATH = 0x1000;

  /** AT_STATX_FORCE_SYNC. */
  private static final int FORCE_SYNC = 0x2000;

  /** AT_STATX_DONT_SYNC. */
  private static final int DO_NOT_SYNC = 0x4000;

  private static final MethodHandle STATX =
      Native.intCall("statx", Native.INT, Native.POINTER, Native.INT, Native.INT, Native.POINTER);
  private static final MethodHandle FSTATFS = Native.intCall("fstatfs", Native.INT, Native.POINTER);

  private StatCalls() {}

  /** The status of what a descriptor names. */
  static Stat of(int descriptor, String subject) throws FileFailure {
    Scratch scratch = Scratch.get();
    FileFailure.check(statx(scratch, descriptor, ITSELF, NO_FOLLOW | EMPTY_PATH), "statx", subject);
    return StatxBuffer.read(scratch.struct);
  }

  /** Which inode of which file system of this machine. */
  record Place(long device, long inode) {}

  /** Asks no server: neither ever changes, and the one of a mount that hangs is known too. */
  static Place place(int descriptor, String subject) throws FileFailure {
    Scratch scratch = Scratch.get();
    int flags = NO_FOLLOW | EMPTY_PATH | DO_NOT_SYNC;
    FileFailure.check(statx(scratch, descriptor, ITSELF, flags), "statx", subject);
    return new Place(StatxBuffer.device(scratch.struct), StatxBuffer.read(scratch.struct).inode());
  }

  /** The same, but never from what a network file system has cached. */
  static Stat ofNow(int descriptor, String subject) throws FileFailure {
    Scratch scratch = Scratch.get();
    int flags = NO_FOLLOW | EMPTY_PATH | FORCE_SYNC;
    FileFailure.check(statx(scratch, descriptor, ITSELF, flags), "statx", subject);
    return StatxBuffer.read(scratch.struct);
  }

  /** The status of one name in a directory, links not followed; null when there is none. */
  static @Nullable Stat ofChild(int directory, byte[] name, Object subject) throws FileFailure {
    return ofChild(directory, name, NO_FOLLOW, subject);
  }

  /** The same, but never from what a network file system has cached. */
  static @Nullable Stat ofChildNow(int directory, byte[] name, Object subject) throws FileFailure {
    return ofChild(directory, name, NO_FOLLOW | FORCE_SYNC, subject);
  }

  private static @Nullable Stat ofChild(int directory, byte[] name, int flags, Object subject)
      throws FileFailure {
    Scratch scratch = Scratch.get();
    int result = statx(scratch, directory, name, flags);
    if (Errno.ENOENT.is(result)) {
      return null;
    }
    if (result < 0) {
      throw FileFailure.of(result, "statx", subject.toString());
    }
    return StatxBuffer.read(scratch.struct);
  }

  /**
   * Whether the last name of a key is that of a regular file of this identity, links not followed.
   * Makes nothing on the heap: listings ask this of each file.
   */
  static boolean isStill(int directory, ObjectKey file, FileIdentity identity) throws FileFailure {
    Scratch scratch = Scratch.get();
    MemorySegment name = scratch.name(file);
    int result =
        name == null ? -Errno.ENAMETOOLONG.number() : statx(scratch, directory, name, NO_FOLLOW);
    if (Errno.ENOENT.is(result)) {
      return false;
    }
    if (result < 0) {
      throw FileFailure.of(result, "statx", file.toString());
    }
    return StatxBuffer.isRegular(scratch.struct, identity);
  }

  private static int statx(Scratch scratch, int base, byte[] path, int flags) {
    return Scratch.fits(path)
        ? statx(scratch, base, scratch.path(path), flags)
        : -Errno.ENAMETOOLONG.number();
  }

  private static int statx(Scratch scratch, int base, MemorySegment path, int flags) {
    try {
      return Native.result(
          (int)
              STATX.invokeExact(
                  scratch.errnoPlace, base, path, flags, StatxBuffer.WANTED, scratch.struct),
          scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** What fstatfs(2) tells of a file system. */
  record FileSystem(long magic, Space space, long flags) {
    private static final long NO_ACCESS_TIMES = 0x400; // ST_NOATIME

    boolean keepsAccessTimes() {
      return (flags & NO_ACCESS_TIMES) == 0;
    }
  }

  static FileSystem fileSystem(int descriptor, String subject) throws FileFailure {
    Scratch scratch = Scratch.get();
    MemorySegment statfs = scratch.struct;
    try {
      int result =
          Native.result((int) FSTATFS.invokeExact(scratch.errnoPlace, descriptor, statfs), scratch);
      FileFailure.check(result, "fstatfs", subject);
    } catch (FileFailure e) {
      throw e;
    } catch (Throwable e) {
      throw Native.broken(e);
    }
    // struct statfs: type, bsize, blocks, bfree, bavail, files, ffree, fsid, namelen, frsize,
    // flags.
    long fragment = statfs.get(Native.LONG, 72);
    long unit = fragment > 0 ? fragment : statfs.get(Native.LONG, 8);
    Space space = new Space(statfs.get(Native.LONG, 32) * unit, statfs.get(Native.LONG, 16) * unit);
    return new FileSystem(statfs.get(Native.LONG, 0), space, statfs.get(Native.LONG, 80));
  }
}
