package io.sluice.files;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Being told: inotify_init1(2), inotify_add_watch(2), inotify_rm_watch(2), read(2). */
final class WatchCalls {
  private static final int NON_BLOCKING = 0x800;

  private static final MethodHandle INIT = Native.intCall("inotify_init1", Native.INT);
  private static final MethodHandle ADD =
      Native.intCall("inotify_add_watch", Native.INT, Native.POINTER, Native.INT);
  private static final MethodHandle REMOVE =
      Native.intCall("inotify_rm_watch", Native.INT, Native.INT);
  private static final MethodHandle READ =
      Native.longCall("read", Native.INT, Native.POINTER, Native.LONG);

  private WatchCalls() {}

  /** A new queue that never blocks its reader; the descriptor or {@code -errno}. */
  static int init() {
    Scratch scratch = Scratch.get();
    try {
      return Native.result(
          (int) INIT.invokeExact(scratch.errnoPlace, NON_BLOCKING | OpenFlags.CLOSE_ON_EXEC),
          scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** Watches what a path names; the number of the watch or {@code -errno}. */
  static int add(int queue, byte[] path, int events) {
    Scratch scratch = Scratch.get();
    MemorySegment place = scratch.path(path);
    try {
      return Native.result(
          (int) ADD.invokeExact(scratch.errnoPlace, queue, place, events), scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  static void remove(int queue, int watch) {
    Scratch scratch = Scratch.get();
    try {
      int ended = (int) REMOVE.invokeExact(scratch.errnoPlace, queue, watch);
      assert ended <= 0; // It may be gone by itself, with its directory.
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** Reads events into this thread's data buffer; their length, or {@code -errno}. */
  static int read(int queue, long bytes) {
    Scratch scratch = Scratch.get();
    MemorySegment buffer = scratch.data();
    try {
      return (int)
          Native.result((long) READ.invokeExact(scratch.errnoPlace, queue, buffer, bytes), scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }
}
