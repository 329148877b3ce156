package io.sluice.volume;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * MD5 (RFC 1321) whose inner state can be written down and taken up again after a restart, which
 * that of the JDK can't. It takes about a third more time than the JDK's, so it is for files that
 * take minutes.
 *
 * <p>In each step, what doesn't depend on the step before is added first: the steps form one chain,
 * and its length is the speed.
 */
final class Md5 implements Md5Sum {
  /** What {@link #state} gives: four words, the length so far, the unfinished block. */
  static final int STATE_BYTES = 4 * Integer.BYTES + Long.BYTES + 64;

  private static final int BLOCK_BYTES = 64;
  private static final int LENGTH_AT = 56;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] block = new byte[BLOCK_BYTES];
  private long length;
  private int a;
  private int b;
  private int c;
  private int d;

  Md5() {
    reset();
  }

  /** Goes on where {@link #state} was taken. */
  static Md5 resumed(ByteBuffer state) {
    Md5 md5 = new Md5();
    md5.a = state.getInt();
    md5.b = state.getInt();
    md5.c = state.getInt();
    md5.d = state.getInt();
    md5.length = state.getLong();
    state.get(md5.block);
    return md5;
  }

  /** All that is needed to go on, {@value #STATE_BYTES} bytes. */
  void state(ByteBuffer out) {
    out.putInt(a).putInt(b).putInt(c).putInt(d).putLong(length).put(block);
  }

  @Override
  public void update(byte[] in, int from, int count) {
    int at = from;
    int end = from + count;
    int held = (int) (length % BLOCK_BYTES);
    length += count;
    if (held > 0) {
      int taken = Math.min(BLOCK_BYTES - held, count);
      System.arraycopy(in, at, block, held, taken);
      at += taken;
      if (held + taken < BLOCK_BYTES) {
        return;
      }
      compress(block, 0);
    }
    for (; end - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
      compress(in, at);
    }
    System.arraycopy(in, at, block, 0, end - at);
  }

  @Override
  public byte[] finish() {
    long bits = length * Byte.SIZE;
    int held = (int) (length % BLOCK_BYTES);
    byte[] padding = new byte[held < LENGTH_AT ? BLOCK_BYTES - held : 2 * BLOCK_BYTES - held];
    padding[0] = (byte) 0x80;
    ByteBuffer.wrap(padding)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(padding.length - Long.BYTES, bits);
    update(padding, 0, padding.length);
    ByteBuffer digest = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    digest.putInt(a).putInt(b).putInt(c).putInt(d);
    reset();
    return digest.array();
  }

  private void reset() {
    length = 0;
    a = 0x67452301;
    b = 0xefcdab89;
    c = 0x98badcfe;
    d = 0x10325476;
  }

  private void compress(byte[] in, int at) {
    int p = a;
    int q = b;
    int r = c;
    int s = d;
    first(in, at);
    second(in, at);
    third(in, at);
    fourth(in, at);
    a += p;
    b += q;
    c += r;
    d += s;
  }

  private void first(byte[] in, int at) {
    int p = a;
    int q = b;
    int r = c;
    int s = d;
    p = q + Integer.rotateLeft(p + word(in, at, 0) + 0xd76aa478 + (s ^ (q & (r ^ s))), 7);
    s = p + Integer.rotateLeft(s + word(in, at, 1) + 0xe8c7b756 + (r ^ (p & (q ^ r))), 12);
    r = s + Integer.rotateLeft(r + word(in, at, 2) + 0x242070db + (q ^ (s & (p ^ q))), 17);
    q = r + Integer.rotateLeft(q + word(in, at, 3) + 0xc1bdceee + (p ^ (r & (s ^ p))), 22);
    p = q + Integer.rotateLeft(p + word(in, at, 4) + 0xf57c0faf + (s ^ (q & (r ^ s))), 7);
    s = p + Integer.rotateLeft(s + word(in, at, 5) + 0x4787c62a + (r ^ (p & (q ^ r))), 12);
    r = s + Integer.rotateLeft(r + word(in, at, 6) + 0xa8304613 + (q ^ (s & (p ^ q))), 17);
    q = r + Integer.rotateLeft(q + word(in, at, 7) + 0xfd469501 + (p ^ (r & (s ^ p))), 22);
    p = q + Integer.rotateLeft(p + word(in, at, 8) + 0x698098d8 + (s ^ (q & (r ^ s))), 7);
    s = p + Integer.rotateLeft(s + word(in, at, 9) + 0x8b44f7af + (r ^ (p & (q ^ r))), 12);
    r = s + Integer.rotateLeft(r + word(in, at, 10) + 0xffff5bb1 + (q ^ (s & (p ^ q))), 17);
    q = r + Integer.rotateLeft(q + word(in, at, 11) + 0x895cd7be + (p ^ (r & (s ^ p))), 22);
    p = q + Integer.rotateLeft(p + word(in, at, 12) + 0x6b901122 + (s ^ (q & (r ^ s))), 7);
    s = p + Integer.rotateLeft(s + word(in, at, 13) + 0xfd987193 + (r ^ (p & (q ^ r))), 12);
    r = s + Integer.rotateLeft(r + word(in, at, 14) + 0xa679438e + (q ^ (s & (p ^ q))), 17);
    q = r + Integer.rotateLeft(q + word(in, at, 15) + 0x49b40821 + (p ^ (r & (s ^ p))), 22);
    a = p;
    b = q;
    c = r;
    d = s;
  }

  private void second(byte[] in, int at) {
    int p = a;
    int q = b;
    int r = c;
    int s = d;
    p = q + Integer.rotateLeft(p + word(in, at, 1) + 0xf61e2562 + (r & ~s) + (q & s), 5);
    s = p + Integer.rotateLeft(s + word(in, at, 6) + 0xc040b340 + (q & ~r) + (p & r), 9);
    r = s + Integer.rotateLeft(r + word(in, at, 11) + 0x265e5a51 + (p & ~q) + (s & q), 14);
    q = r + Integer.rotateLeft(q + word(in, at, 0) + 0xe9b6c7aa + (s & ~p) + (r & p), 20);
    p = q + Integer.rotateLeft(p + word(in, at, 5) + 0xd62f105d + (r & ~s) + (q & s), 5);
    s = p + Integer.rotateLeft(s + word(in, at, 10) + 0x02441453 + (q & ~r) + (p & r), 9);
    r = s + Integer.rotateLeft(r + word(in, at, 15) + 0xd8a1e681 + (p & ~q) + (s & q), 14);
    q = r + Integer.rotateLeft(q + word(in, at, 4) + 0xe7d3fbc8 + (s & ~p) + (r & p), 20);
    p = q + Integer.rotateLeft(p + word(in, at, 9) + 0x21e1cde6 + (r & ~s) + (q & s), 5);
    s = p + Integer.rotateLeft(s + word(in, at, 14) + 0xc33707d6 + (q & ~r) + (p & r), 9);
    r = s + Integer.rotateLeft(r + word(in, at, 3) + 0xf4d50d87 + (p & ~q) + (s & q), 14);
    q = r + Integer.rotateLeft(q + word(in, at, 8) + 0x455a14ed + (s & ~p) + (r & p), 20);
    p = q + Integer.rotateLeft(p + word(in, at, 13) + 0xa9e3e905 + (r & ~s) + (q & s), 5);
    s = p + Integer.rotateLeft(s + word(in, at, 2) + 0xfcefa3f8 + (q & ~r) + (p & r), 9);
    r = s + Integer.rotateLeft(r + word(in, at, 7) + 0x676f02d9 + (p & ~q) + (s & q), 14);
    q = r + Integer.rotateLeft(q + word(in, at, 12) + 0x8d2a4c8a + (s & ~p) + (r & p), 20);
    a = p;
    b = q;
    c = r;
    d = s;
  }

  private void third(byte[] in, int at) {
    int p = a;
    int q = b;
    int r = c;
    int s = d;
    p = q + Integer.rotateLeft(p + word(in, at, 5) + 0xfffa3942 + (q ^ (r ^ s)), 4);
    s = p + Integer.rotateLeft(s + word(in, at, 8) + 0x8771f681 + (p ^ (q ^ r)), 11);
    r = s + Integer.rotateLeft(r + word(in, at, 11) + 0x6d9d6122 + (s ^ (p ^ q)), 16);
    q = r + Integer.rotateLeft(q + word(in, at, 14) + 0xfde5380c + (r ^ (s ^ p)), 23);
    p = q + Integer.rotateLeft(p + word(in, at, 1) + 0xa4beea44 + (q ^ (r ^ s)), 4);
    s = p + Integer.rotateLeft(s + word(in, at, 4) + 0x4bdecfa9 + (p ^ (q ^ r)), 11);
    r = s + Integer.rotateLeft(r + word(in, at, 7) + 0xf6bb4b60 + (s ^ (p ^ q)), 16);
    q = r + Integer.rotateLeft(q + word(in, at, 10) + 0xbebfbc70 + (r ^ (s ^ p)), 23);
    p = q + Integer.rotateLeft(p + word(in, at, 13) + 0x289b7ec6 + (q ^ (r ^ s)), 4);
    s = p + Integer.rotateLeft(s + word(in, at, 0) + 0xeaa127fa + (p ^ (q ^ r)), 11);
    r = s + Integer.rotateLeft(r + word(in, at, 3) + 0xd4ef3085 + (s ^ (p ^ q)), 16);
    q = r + Integer.rotateLeft(q + word(in, at, 6) + 0x04881d05 + (r ^ (s ^ p)), 23);
    p = q + Integer.rotateLeft(p + word(in, at, 9) + 0xd9d4d039 + (q ^ (r ^ s)), 4);
    s = p + Integer.rotateLeft(s + word(in, at, 12) + 0xe6db99e5 + (p ^ (q ^ r)), 11);
    r = s + Integer.rotateLeft(r + word(in, at, 15) + 0x1fa27cf8 + (s ^ (p ^ q)), 16);
    q = r + Integer.rotateLeft(q + word(in, at, 2) + 0xc4ac5665 + (r ^ (s ^ p)), 23);
    a = p;
    b = q;
    c = r;
    d = s;
  }

  private void fourth(byte[] in, int at) {
    int p = a;
    int q = b;
    int r = c;
    int s = d;
    p = q + Integer.rotateLeft(p + word(in, at, 0) + 0xf4292244 + (r ^ (q | ~s)), 6);
    s = p + Integer.rotateLeft(s + word(in, at, 7) + 0x432aff97 + (q ^ (p | ~r)), 10);
    r = s + Integer.rotateLeft(r + word(in, at, 14) + 0xab9423a7 + (p ^ (s | ~q)), 15);
    q = r + Integer.rotateLeft(q + word(in, at, 5) + 0xfc93a039 + (s ^ (r | ~p)), 21);
    p = q + Integer.rotateLeft(p + word(in, at, 12) + 0x655b59c3 + (r ^ (q | ~s)), 6);
    s = p + Integer.rotateLeft(s + word(in, at, 3) + 0x8f0ccc92 + (q ^ (p | ~r)), 10);
    r = s + Integer.rotateLeft(r + word(in, at, 10) + 0xffeff47d + (p ^ (s | ~q)), 15);
    q = r + Integer.rotateLeft(q + word(in, at, 1) + 0x85845dd1 + (s ^ (r | ~p)), 21);
    p = q + Integer.rotateLeft(p + word(in, at, 8) + 0x6fa87e4f + (r ^ (q | ~s)), 6);
    s = p + Integer.rotateLeft(s + word(in, at, 15) + 0xfe2ce6e0 + (q ^ (p | ~r)), 10);
    r = s + Integer.rotateLeft(r + word(in, at, 6) + 0xa3014314 + (p ^ (s | ~q)), 15);
    q = r + Integer.rotateLeft(q + word(in, at, 13) + 0x4e0811a1 + (s ^ (r | ~p)), 21);
    p = q + Integer.rotateLeft(p + word(in, at, 4) + 0xf7537e82 + (r ^ (q | ~s)), 6);
    s = p + Integer.rotateLeft(s + word(in, at, 11) + 0xbd3af235 + (q ^ (p | ~r)), 10);
    r = s + Integer.rotateLeft(r + word(in, at, 2) + 0x2ad7d2bb + (p ^ (s | ~q)), 15);
    q = r + Integer.rotateLeft(q + word(in, at, 9) + 0xeb86d391 + (s ^ (r | ~p)), 21);
    a = p;
    b = q;
    c = r;
    d = s;
  }

  private static int word(byte[] in, int at, int index) {
    return (int) WORD.get(in, at + index * Integer.BYTES);
  }
}
