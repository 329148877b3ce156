package io.sluice.files;

import io.sluice.model.ObjectKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for the arguments of one call, kept by each thread: allocating it anew would cost
 * more than most calls. Nothing in it outlives the call that it was filled for.
 */
final class Scratch {
  /** The longest path that the kernel takes (PATH_MAX), with its NUL. */
  static final int PATH_BYTES = 4096;

  /** Room for data on its way between heap and kernel. */
  static final int DATA_BYTES = 256 * 1024;

  /** How many pieces one gathered write takes. */
  static final int PIECES = 64;

  private static final int STRUCT_BYTES = 256;
  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  final MemorySegment errnoPlace;

  /** A structure that the kernel fills or reads; as large as statx(2), the largest. */
  final MemorySegment struct;

  final MemorySegment pieces;
  private final MemorySegment first;
  private final MemorySegment second;
  private @Nullable MemorySegment data;

  private Scratch() {
    Arena arena = Arena.ofAuto();
    errnoPlace = arena.allocate(ValueLayout.JAVA_INT);
    struct = arena.allocate(STRUCT_BYTES, 8);
    pieces = arena.allocate(PIECES * 16L, 8);
    first = arena.allocate(PATH_BYTES);
    second = arena.allocate(PATH_BYTES);
  }

  /** This thread's own. */
  static Scratch get() {
    return OF_THREAD.get();
  }

  int errno() {
    return errnoPlace.get(ValueLayout.JAVA_INT, 0);
  }

  /** Whether a path fits; if not, the call would fail with ENAMETOOLONG. */
  static boolean fits(byte[] path) {
    return path.length < PATH_BYTES;
  }

  /** A path as a C string; valid until the next one. */
  MemorySegment path(byte[] path) {
    return string(first, path);
  }

  /** The last name of a file's key, as {@link #path}; null when it does not fit. */
  @Nullable MemorySegment name(ObjectKey file) {
    int from = file.nameFrom();
    int length = file.lengthBytes() - from;
    if (length >= PATH_BYTES) {
      return null;
    }
    for (int i = 0; i < length; i++) {
      first.set(ValueLayout.JAVA_BYTE, i, file.byteAt(from + i));
    }
    first.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    return first;
  }

  /** The second path of a call that takes two, or a name beside a path. */
  MemorySegment otherPath(byte[] path) {
    return string(second, path);
  }

  /** The buffer for data, made at its first use. */
  MemorySegment data() {
    MemorySegment buffer = data;
    if (buffer == null) {
      buffer = Arena.ofAuto().allocate(DATA_BYTES, 8);
      data = buffer;
    }
    return buffer;
  }

  private static MemorySegment string(MemorySegment place, byte[] bytes) {
    MemorySegment.copy(bytes, 0, place, ValueLayout.JAVA_BYTE, 0, bytes.length);
    place.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    return place;
  }
}
