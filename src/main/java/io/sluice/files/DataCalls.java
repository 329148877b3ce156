package io.sluice.files;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Moving content: pwritev(2), pread(2), preadv2(2), copy_file_range(2), ftruncate(2), fsync(2),
 * fdatasync(2). All answer {@code -errno} on failure and are tried again when interrupted.
 */
final class DataCalls {
  /** RWF_NOWAIT: give up rather than wait for a disk. */
  private static final int NO_WAIT = 0x8;

  private static final MethodHandle PWRITEV =
      Native.longCall("pwritev", Native.INT, Native.POINTER, Native.INT, Native.LONG);
  private static final MethodHandle PREAD =
      Native.longCall("pread", Native.INT, Native.POINTER, Native.LONG, Native.LONG);
  private static final MethodHandle PREADV2 =
      Native.longCall("preadv2", Native.INT, Native.POINTER, Native.INT, Native.LONG, Native.INT);
  private static final MethodHandle COPY_FILE_RANGE =
      Native.longCall(
          "copy_file_range",
          Native.INT,
          Native.POINTER,
          Native.INT,
          Native.POINTER,
          Native.LONG,
          Native.INT);
  private static final MethodHandle FTRUNCATE =
      Native.intCall("ftruncate", Native.INT, Native.LONG);
  private static final MethodHandle FSYNC = Native.intCall("fsync", Native.INT);
  private static final MethodHandle FDATASYNC = Native.intCall("fdatasync", Native.INT);

  private DataCalls() {}

  /** Writes the pieces in this thread's scratch, from the one at an index on. */
  static long write(int file, int firstPiece, int pieces, long offsetBytes) {
    MemorySegment vector = Scratch.get().pieces.asSlice(firstPiece * 16L);
    return Native.uninterrupted(
        errno -> (long) PWRITEV.invokeExact(errno, file, vector, pieces, offsetBytes));
  }

  /** Reads into this thread's data buffer; 0 at the end of the file. */
  static long read(int file, long lengthBytes, long offsetBytes) {
    long length = Math.min(lengthBytes, Scratch.DATA_BYTES);
    return read(file, Scratch.get().data().asSlice(0, length), offsetBytes);
  }

  private static long read(int file, MemorySegment buffer, long offsetBytes) {
    long length = buffer.byteSize();
    return Native.uninterrupted(
        errno -> (long) PREAD.invokeExact(errno, file, buffer, length, offsetBytes));
  }

  /** The same, but EAGAIN where a disk would have to be waited for. */
  static long readNoWait(int file, long lengthBytes, long offsetBytes) {
    Scratch scratch = Scratch.get();
    MemorySegment vector = scratch.pieces;
    vector.set(Native.LONG, 0, scratch.data().address());
    vector.set(Native.LONG, 8, Math.min(lengthBytes, Scratch.DATA_BYTES));
    try {
      return Native.result(
          (long) PREADV2.invokeExact(scratch.errnoPlace, file, vector, 1, offsetBytes, NO_WAIT),
          scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    }
  }

  /** Reads into the rest of a buffer outside the heap; 0 at the end of the file. */
  static long read(int file, ByteBuffer target, long offsetBytes) {
    return read(file, MemorySegment.ofBuffer(target), offsetBytes);
  }

  /** The same, but EAGAIN where a disk would have to be waited for. */
  static long readNoWait(int file, ByteBuffer target, long offsetBytes) {
    Scratch scratch = Scratch.get();
    MemorySegment buffer = MemorySegment.ofBuffer(target);
    MemorySegment vector = scratch.pieces;
    vector.set(Native.LONG, 0, buffer.address());
    vector.set(Native.LONG, 8, buffer.byteSize());
    try {
      return Native.result(
          (long) PREADV2.invokeExact(scratch.errnoPlace, file, vector, 1, offsetBytes, NO_WAIT),
          scratch);
    } catch (Throwable e) {
      throw Native.broken(e);
    } finally {
      // The kernel saw only an address: nothing else keeps the memory alive until here.
      Reference.reachabilityFence(target);
    }
  }

  /** A place in a file. */
  record Place(int file, long offsetBytes) {}

  /** Copies within the kernel; 0 at the end of the source. */
  static long copy(Place from, Place to, long lengthBytes) {
    Scratch scratch = Scratch.get();
    MemorySegment source = scratch.struct.asSlice(0, 8);
    MemorySegment target = scratch.struct.asSlice(8, 8);
    source.set(Native.LONG, 0, from.offsetBytes);
    target.set(Native.LONG, 0, to.offsetBytes);
    return Native.uninterrupted(errno ->
        (long)
            COPY_FILE_RANGE.invokeExact(errno, from.file, source, to.file, target, lengthBytes, 0));
  }

  static int truncate(int file, long sizeBytes) {
    return (int) Native.uninterrupted(errno -> (int) FTRUNCATE.invokeExact(errno, file, sizeBytes));
  }

  /** Content and all that the inode says, attributes too. Also for directories. */
  static int sync(int file) {
    return (int) Native.uninterrupted(errno -> (int) FSYNC.invokeExact(errno, file));
  }

  /** Content, and of the inode only what reading it back needs. */
  static int syncData(int file) {
    return (int) Native.uninterrupted(errno -> (int) FDATASYNC.invokeExact(errno, file));
  }
}
