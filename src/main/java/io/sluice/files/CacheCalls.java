package io.sluice.files;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** What the page cache holds of a file: posix_fadvise(2), cachestat(2). Hints, so nothing fails. */
final class CacheCalls {
  /** POSIX_FADV_DONTNEED, and NOREUSE: reading does not make pages look busy. */
  private static final int DO_NOT_NEED = 4;

  private static final int NO_REUSE = 5;

  /** The same number on x86-64 and aarch64, since Linux 6.5; the C library has no wrapper yet. */
  private static final long CACHESTAT_NUMBER = 451;

  private static final MethodHandle FADVISE =
      Native.intCall("posix_fadvise", Native.INT, Native.LONG, Native.LONG, Native.INT);
  private static final MethodHandle SYSCALL =
      Native.variadic(
          "syscall",
          1,
          FunctionDescriptor.of(
              Native.LONG, Native.LONG, Native.INT, Native.POINTER, Native.POINTER, Native.INT));

  private CacheCalls() {}

  /** What is read through this descriptor won't push out what others use. */
  static void readOnce(int file) {
    advise(file, 0, 0, NO_REUSE);
  }

  /** Lets go of a range, as far as it is clean and nobody has it mapped. */
  static void forget(int file, long offsetBytes, long lengthBytes) {
    advise(file, offsetBytes, lengthBytes, DO_NOT_NEED);
  }

  /** How many pages of a range are cached, -1 when the kernel does not tell. */
  static long cachedPages(int file, long offsetBytes, long lengthBytes) {
    Scratch scratch = Scratch.get();
    MemorySegment range = scratch.struct.asSlice(0, 16);
    MemorySegment answer = scratch.struct.asSlice(16, 40);
    range.set(Native.LONG, 0, offsetBytes);
    range.set(Native.LONG, 8, lengthBytes);
    try {
      long result =
          (long) SYSCALL.invokeExact(scratch.errnoPlace, CACHESTAT_NUMBER, file, range, answer, 0);
      return result == 0 ? answer.get(Native.LONG, 0) : -1;
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  private static void advise(int file, long offsetBytes, long lengthBytes, int advice) {
    Scratch scratch = Scratch.get();
    try {
      int ignored =
          (int) FADVISE.invokeExact(scratch.errnoPlace, file, offsetBytes, lengthBytes, advice);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }
}
