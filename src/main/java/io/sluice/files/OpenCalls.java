package io.sluice.files;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Opening and closing: openat2(2), openat(2), close(2). All answer {@code -errno} on failure. */
final class OpenCalls {
  /** The current directory as a base (AT_FDCWD). */
  static final int HERE = -100;

  /** The same number on x86-64 and aarch64; the C library has no wrapper yet. */
  private static final long OPENAT2_NUMBER = 437;

  /** RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS and RESOLVE_BENEATH. */
  private static final long BENEATH_WITHOUT_LINKS = 0x02 | 0x04 | 0x08;

  /** The same, and RESOLVE_CACHED: fail rather than wait for a disk. */
  private static final long CACHED = BENEATH_WITHOUT_LINKS | 0x20;

  private static final long HOW_BYTES = 24;

  /** How often a walk is tried again that a rename disturbed. */
  private static final int TRIES = 100;

  private static final MethodHandle SYSCALL =
      Native.variadic(
          "syscall",
          1,
          FunctionDescriptor.of(
              Native.LONG, Native.LONG, Native.INT, Native.POINTER, Native.POINTER, Native.LONG));
  private static final MethodHandle OPENAT =
      Native.variadic(
          "openat",
          3,
          FunctionDescriptor.of(Native.INT, Native.INT, Native.POINTER, Native.INT, Native.INT));
  private static final MethodHandle CLOSE = Native.intCall("close", Native.INT);

  private OpenCalls() {}

  /**
   * Opens a path that the kernel resolves beneath a directory, without following any link. With
   * {@link OpenFlags#PATH_ANY} a link as the last part is opened itself.
   */
  static int openBeneath(int base, byte[] path, int flags, int mode) {
    if (!Scratch.fits(path)) {
      return -Errno.ENAMETOOLONG.number();
    }
    int result = openat2(base, path, flags, mode, BENEATH_WITHOUT_LINKS);
    for (int i = 0; i < TRIES && isDisturbed(result); i++) {
      result = openat2(base, path, flags, mode, BENEATH_WITHOUT_LINKS);
    }
    return result;
  }

  private static boolean isDisturbed(int result) {
    return result == -Errno.EINTR || Errno.EAGAIN.is(result);
  }

  /** The same at once or not at all. Older kernels than 5.12 answer EINVAL, always. */
  static int openCached(int base, byte[] path, int flags) {
    return Scratch.fits(path) ? openat2(base, path, flags, 0, CACHED) : -Errno.EAGAIN.number();
  }

  private static int openat2(int base, byte[] path, int flags, int mode, long resolve) {
    Scratch scratch = Scratch.get();
    MemorySegment how = scratch.struct;
    how.set(Native.LONG, 0, flags | OpenFlags.CLOSE_ON_EXEC);
    how.set(Native.LONG, 8, (flags & OpenFlags.CREATE) != 0 ? mode : 0);
    how.set(Native.LONG, 16, resolve);
    try {
      long result =
          (long)
              SYSCALL.invokeExact(
                  scratch.errnoPlace, OPENAT2_NUMBER, base, scratch.path(path), how, HOW_BYTES);
      return (int) Native.result(result, scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** Opens a path as open(2) always did. Safe only for a single name with NO_FOLLOW. */
  static int open(int base, byte[] path, int flags, int mode) {
    if (!Scratch.fits(path)) {
      return -Errno.ENAMETOOLONG.number();
    }
    MemorySegment name = Scratch.get().path(path);
    int all = flags | OpenFlags.CLOSE_ON_EXEC;
    return (int)
        Native.uninterrupted(errno -> (int) OPENAT.invokeExact(errno, base, name, all, mode));
  }

  /** Closes; never tried again, since Linux has freed the number even when it reports an error. */
  static int close(int descriptor) {
    Scratch scratch = Scratch.get();
    try {
      return Native.result((int) CLOSE.invokeExact(scratch.errnoPlace, descriptor), scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }
}
