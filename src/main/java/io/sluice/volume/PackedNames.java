package io.sluice.volume;

import io.sluice.files.NameView;
import io.sluice.model.ObjectKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Names in one directory with their inodes, packed since directories can be large: 14 bytes a name
 * and the name itself. First all are added, then they are sorted, then asked for by their place.
 *
 * <pre>
 *   places   | . | . | . |          sorted by the names that they lead to
 *              |   |   +-------------------------+
 *   chunks   | inode 8, length 2, name | inode 8, length 2, name/ | ...
 * </pre>
 */
final class PackedNames {
  private static final int CHUNK_BITS = 18;
  private static final int CHUNK_BYTES = 1 << CHUNK_BITS;
  private static final int FIRST_BYTES = 2048;
  private static final int HEAD_BYTES = Long.BYTES + Short.BYTES;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /** Bytes as a number that is ordered as they are, when taken as unsigned. */
  private static final VarHandle HEAD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Up to so many are sorted by insertion. */
  private static final int FEW = 8;

  private byte[][] chunks = {new byte[FIRST_BYTES]};
  private int chunk;
  private int used;
  private int[] places = new int[32];
  private int size;

  /** With how many bytes all names begin that are the same in each; known while they are sorted. */
  private int same;

  /**
   * Adds a name of at most 255 bytes.
   *
   * @param directory whether it gets a slash behind it
   */
  void add(NameView name, boolean directory) {
    int length = name.length();
    int all = length + (directory ? 1 : 0);
    reserve(HEAD_BYTES + all);
    byte[] to = chunks[chunk];
    LONG.set(to, used, name.inode());
    SHORT.set(to, used + Long.BYTES, (short) all);
    System.arraycopy(name.bytes(), name.from(), to, used + HEAD_BYTES, length);
    if (directory) {
      to[used + HEAD_BYTES + length] = '/';
    }
    if (size == places.length) {
      places = Arrays.copyOf(places, size + (size >> 1));
    }
    places[size++] = chunk << CHUNK_BITS | used;
    used += HEAD_BYTES + all;
  }

  private void reserve(int bytes) {
    int length = chunks[chunk].length;
    if (used + bytes <= length) {
      return;
    }
    if (length < CHUNK_BYTES) { // Only the first, as long as it is small.
      chunks[chunk] = Arrays.copyOf(chunks[chunk], length * 2);
      return;
    }
    chunk++;
    if (chunk == 1 << (Integer.SIZE - CHUNK_BITS)) {
      throw new IllegalStateException("a directory of more than 4 GiB of names");
    }
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    chunks[chunk] = new byte[CHUNK_BYTES];
    used = 0;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** In the order of keys, since all names here have the same directory before them. */
  void sort() {
    same = sameBytes();
    sort(0, size, new int[size / 2 + 1]);
  }

  /** Names of one directory are often alike: file-000001, file-000002. */
  private int sameBytes() {
    if (size == 0) {
      return 0;
    }
    byte[] first = chunk(0);
    int from = nameAt(0);
    int found = length(first, from);
    for (int i = 1; i < size; i++) {
      byte[] other = chunk(i);
      int at = nameAt(i);
      int most = Math.min(found, length(other, at));
      int differs = Arrays.mismatch(first, from, from + most, other, at, at + most);
      found = differs < 0 ? most : differs;
    }
    return found;
  }

  private void sort(int from, int to, int[] spare) {
    if (to - from <= FEW) {
      insert(from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(from, middle, spare);
    sort(middle, to, spare);
    if (compare(places[middle - 1], places[middle]) > 0) {
      merge(from, middle, to, spare);
    }
  }

  private void insert(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int place = places[i];
      int at = i;
      for (; at > from && compare(places[at - 1], place) > 0; at--) {
        places[at] = places[at - 1];
      }
      places[at] = place;
    }
  }

  private void merge(int from, int middle, int to, int[] spare) {
    int left = middle - from;
    System.arraycopy(places, from, spare, 0, left);
    int one = 0;
    int other = middle;
    for (int at = from; one < left; at++) {
      boolean first = other == to || compare(spare[one], places[other]) <= 0;
      places[at] = first ? spare[one++] : places[other++];
    }
  }

  /** By the first bytes that are not the same in all, which tells most apart in one step. */
  private int compare(int one, int other) {
    byte[] a = chunks[one >>> CHUNK_BITS];
    byte[] b = chunks[other >>> CHUNK_BITS];
    int from = (one & CHUNK_BYTES - 1) + HEAD_BYTES;
    int otherFrom = (other & CHUNK_BYTES - 1) + HEAD_BYTES;
    int to = from + length(a, from);
    int otherTo = otherFrom + length(b, otherFrom);
    from += same;
    otherFrom += same;
    if (to - from >= Long.BYTES && otherTo - otherFrom >= Long.BYTES) {
      int order = Long.compareUnsigned((long) HEAD.get(a, from), (long) HEAD.get(b, otherFrom));
      if (order != 0) {
        return order;
      }
    }
    return Arrays.compareUnsigned(a, from, to, b, otherFrom, otherTo);
  }

  private static int length(byte[] bytes, int nameAt) {
    return (short) SHORT.get(bytes, nameAt - Short.BYTES);
  }

  /** Compares a name with another one, as keys are compared. */
  int compareTo(int index, byte[] name) {
    byte[] bytes = chunk(index);
    int from = nameAt(index);
    return Arrays.compareUnsigned(bytes, from, from + length(bytes, from), name, 0, name.length);
  }

  long inode(int index) {
    return (long) LONG.get(chunk(index), nameAt(index) - HEAD_BYTES);
  }

  boolean isDirectory(int index) {
    byte[] bytes = chunk(index);
    int from = nameAt(index);
    return bytes[from + length(bytes, from) - 1] == '/';
  }

  /** A name, with the slash of a directory. */
  byte[] name(int index) {
    byte[] bytes = chunk(index);
    int from = nameAt(index);
    return Arrays.copyOfRange(bytes, from, from + length(bytes, from));
  }

  /** The key that a name has in its directory. */
  ObjectKey key(ObjectKey directory, int index) {
    byte[] bytes = chunk(index);
    int from = nameAt(index);
    return directory.child(bytes, from, from + length(bytes, from));
  }

  private byte[] chunk(int index) {
    return chunks[places[index] >>> CHUNK_BITS];
  }

  private int nameAt(int index) {
    return (places[index] & CHUNK_BYTES - 1) + HEAD_BYTES;
  }
}
