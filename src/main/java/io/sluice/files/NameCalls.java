package io.sluice.files;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Changing names: mkdirat(2), unlinkat(2), renameat2(2), linkat(2), getdents64(2). All take single
 * names in open directories and answer {@code -errno} on failure.
 */
final class NameCalls {
  static final int REMOVE_DIRECTORY = 0x200;
  static final int REPLACE = 0;
  static final int NO_REPLACE = 1;
  static final int EXCHANGE = 2;

  private static final MethodHandle MKDIRAT =
      Native.intCall("mkdirat", Native.INT, Native.POINTER, Native.INT);
  private static final MethodHandle UNLINKAT =
      Native.intCall("unlinkat", Native.INT, Native.POINTER, Native.INT);
  private static final MethodHandle RENAMEAT2 =
      Native.intCall(
          "renameat2", Native.INT, Native.POINTER, Native.INT, Native.POINTER, Native.INT);
  private static final MethodHandle LINKAT =
      Native.intCall("linkat", Native.INT, Native.POINTER, Native.INT, Native.POINTER, Native.INT);
  private static final MethodHandle GETDENTS64 =
      Native.longCall("getdents64", Native.INT, Native.POINTER, Native.LONG);

  private NameCalls() {}

  /** A name in an open directory. */
  static final class Name {
    private final int directory;
    private final byte[] bytes;

    Name(int directory, byte[] bytes) {
      this.directory = directory;
      this.bytes = bytes;
    }

    int directory() {
      return directory;
    }

    byte[] bytes() {
      return bytes;
    }

    boolean fits() {
      return Scratch.fits(bytes);
    }
  }

  static int makeDirectory(Name name, int mode) {
    if (!name.fits()) {
      return -Errno.ENAMETOOLONG.number();
    }
    Scratch scratch = Scratch.get();
    MemorySegment path = scratch.path(name.bytes);
    try {
      return Native.result(
          (int) MKDIRAT.invokeExact(scratch.errnoPlace, name.directory, path, mode), scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** Removes a name; with {@link #REMOVE_DIRECTORY} that of an empty directory. */
  static int unlink(Name name, int flags) {
    if (!name.fits()) {
      return -Errno.ENAMETOOLONG.number();
    }
    Scratch scratch = Scratch.get();
    MemorySegment path = scratch.path(name.bytes);
    try {
      return Native.result(
          (int) UNLINKAT.invokeExact(scratch.errnoPlace, name.directory, path, flags), scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /**
   * Renames over what is there; with {@link #NO_REPLACE} not if the name is taken (EEXIST), with
   * {@link #EXCHANGE} swapping both names.
   */
  static int rename(Name from, Name to, int flags) {
    if (!from.fits() || !to.fits()) {
      return -Errno.ENAMETOOLONG.number();
    }
    Scratch scratch = Scratch.get();
    MemorySegment source = scratch.path(from.bytes);
    MemorySegment target = scratch.otherPath(to.bytes);
    try {
      return Native.result(
          (int)
              RENAMEAT2.invokeExact(
                  scratch.errnoPlace, from.directory, source, to.directory, target, flags),
          scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** Gives a file a second name, unless that is taken (EEXIST). */
  static int link(Name from, Name to) {
    if (!from.fits() || !to.fits()) {
      return -Errno.ENAMETOOLONG.number();
    }
    Scratch scratch = Scratch.get();
    MemorySegment source = scratch.path(from.bytes);
    MemorySegment target = scratch.otherPath(to.bytes);
    try {
      return Native.result(
          (int)
              LINKAT.invokeExact(
                  scratch.errnoPlace, from.directory, source, to.directory, target, 0),
          scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** Fills this thread's data buffer with the next names; 0 at the end. */
  static int names(int directory, long bytes) {
    Scratch scratch = Scratch.get();
    MemorySegment buffer = scratch.data();
    try {
      return (int)
          Native.result(
              (long) GETDENTS64.invokeExact(scratch.errnoPlace, directory, buffer, bytes), scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }
}
