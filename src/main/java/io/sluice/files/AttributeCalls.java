package io.sluice.files;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Extended attributes, owner and mode: getxattr(2), lgetxattr(2), fsetxattr(2), fremovexattr(2),
 * fchown(2), fchmod(2). All answer {@code -errno} on failure.
 */
final class AttributeCalls {
  /** The largest value that Linux knows (XATTR_SIZE_MAX). */
  static final int MAX_VALUE_BYTES = 64 * 1024;

  /** Its number on every architecture that a JDK runs on; libraries don't wrap it yet. */
  private static final long GETXATTRAT = 464;

  private static final long ARGUMENTS_BYTES = 16;

  /** AT_SYMLINK_NOFOLLOW. */
  private static final int NO_FOLLOW = 0x100;

  private static final MethodHandle SYSCALL =
      Native.variadic(
          "syscall",
          1,
          FunctionDescriptor.of(
              Native.LONG,
              Native.LONG,
              Native.INT,
              Native.POINTER,
              Native.INT,
              Native.POINTER,
              Native.POINTER,
              Native.LONG));

  private static final MethodHandle GETXATTR =
      Native.longCall("getxattr", Native.POINTER, Native.POINTER, Native.POINTER, Native.LONG);
  private static final MethodHandle LGETXATTR =
      Native.longCall("lgetxattr", Native.POINTER, Native.POINTER, Native.POINTER, Native.LONG);
  private static final MethodHandle FSETXATTR =
      Native.intCall(
          "fsetxattr", Native.INT, Native.POINTER, Native.POINTER, Native.LONG, Native.INT);
  private static final MethodHandle FREMOVEXATTR =
      Native.intCall("fremovexattr", Native.INT, Native.POINTER);
  private static final MethodHandle FCHOWN =
      Native.intCall("fchown", Native.INT, Native.INT, Native.INT);
  private static final MethodHandle FCHMOD = Native.intCall("fchmod", Native.INT, Native.INT);

  private AttributeCalls() {}

  /**
   * Reads a value into this thread's data buffer. The file is named by its path under {@code
   * /proc}, since fgetxattr(2) refuses a descriptor that was opened with O_PATH.
   */
  static int get(byte[] procPath, String name) {
    Scratch scratch = Scratch.get();
    MemorySegment path = scratch.path(procPath);
    MemorySegment attribute = scratch.otherPath(name.getBytes(StandardCharsets.US_ASCII));
    MemorySegment value = scratch.data();
    try {
      return (int)
          Native.result(
              (long)
                  GETXATTR.invokeExact(
                      scratch.errnoPlace, path, attribute, value, (long) MAX_VALUE_BYTES),
              scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** How long a value is, or {@code -errno}; the last segment of the path is not followed. */
  static int lengthOf(byte[] path, String name) {
    if (!Scratch.fits(path)) {
      return -Errno.ENAMETOOLONG.number();
    }
    Scratch scratch = Scratch.get();
    MemorySegment place = scratch.path(path);
    MemorySegment attribute = scratch.otherPath(name.getBytes(StandardCharsets.US_ASCII));
    try {
      return (int)
          Native.result(
              (long)
                  LGETXATTR.invokeExact(
                      scratch.errnoPlace, place, attribute, MemorySegment.NULL, 0L),
              scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /**
   * The same of a name in an open directory: getxattrat(2), of Linux 6.13. Costs half of what a
   * path under {@code /proc} does. ENOSYS, or EPERM by a filter of system calls, where there is
   * none.
   */
  static int lengthAt(int directory, byte[] name, String attribute) {
    if (!Scratch.fits(name)) {
      return -Errno.ENAMETOOLONG.number();
    }
    Scratch scratch = Scratch.get();
    MemorySegment place = scratch.path(name);
    MemorySegment wanted = scratch.otherPath(attribute.getBytes(StandardCharsets.US_ASCII));
    // struct xattr_args: where the value goes, its room, flags; no room asks for the length.
    MemorySegment arguments = scratch.struct.asSlice(0, ARGUMENTS_BYTES).fill((byte) 0);
    try {
      return (int)
          Native.result(
              (long)
                  SYSCALL.invokeExact(
                      scratch.errnoPlace,
                      GETXATTRAT,
                      directory,
                      place,
                      NO_FOLLOW,
                      wanted,
                      arguments,
                      ARGUMENTS_BYTES),
              scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  static int set(int file, String name, byte[] value) {
    if (value.length > MAX_VALUE_BYTES) {
      return -Errno.E2BIG;
    }
    Scratch scratch = Scratch.get();
    MemorySegment attribute = scratch.otherPath(name.getBytes(StandardCharsets.US_ASCII));
    MemorySegment data = scratch.data();
    MemorySegment.copy(value, 0, data, ValueLayout.JAVA_BYTE, 0, value.length);
    try {
      return Native.result(
          (int)
              FSETXATTR.invokeExact(
                  scratch.errnoPlace, file, attribute, data, (long) value.length, 0),
          scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  static int remove(int file, String name) {
    Scratch scratch = Scratch.get();
    MemorySegment attribute = scratch.otherPath(name.getBytes(StandardCharsets.US_ASCII));
    try {
      return Native.result(
          (int) FREMOVEXATTR.invokeExact(scratch.errnoPlace, file, attribute), scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** Sets owner and group; -1 leaves one as it is. */
  static int setOwner(int file, int uid, int gid) {
    Scratch scratch = Scratch.get();
    try {
      return Native.result((int) FCHOWN.invokeExact(scratch.errnoPlace, file, uid, gid), scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  static int setMode(int file, int mode) {
    Scratch scratch = Scratch.get();
    try {
      return Native.result((int) FCHMOD.invokeExact(scratch.errnoPlace, file, mode), scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }
}
