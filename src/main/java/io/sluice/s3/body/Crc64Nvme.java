package io.sluice.s3.body;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * CRC-64/NVME, which the JDK lacks. Takes 16 bytes a step, each looked up in a table of its own
 * (slicing), which is about ten times as fast as a byte at a time.
 *
 * <p>Source: NVM Express NVM Command Set specification, "64b CRC"; reflected, all ones in and out,
 * check value of "123456789" is {@code ae8b14860a799888}.
 */
final class Crc64Nvme implements Checksum {
  /** The polynomial, lowest power in the highest bit. */
  static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

  private static final int SLICES = 16;
  private static final int ENTRIES = 256;
  private static final long[] TABLE = table();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long state = -1L;

  /** Entry {@code slice * 256 + b} is what byte b adds when {@code slice} bytes follow it. */
  private static long[] table() {
    long[] table = new long[SLICES * ENTRIES];
    for (int b = 0; b < ENTRIES; b++) {
      long crc = b;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
      }
      table[b] = crc;
    }
    for (int i = ENTRIES; i < table.length; i++) {
      long shorter = table[i - ENTRIES];
      table[i] = (shorter >>> Byte.SIZE) ^ table[(int) (shorter & 0xFF)];
    }
    return table;
  }

  @Override
  public void update(int b) {
    state = step(state, b);
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int i = offset;
    long crc = state;
    for (; i <= end - SLICES; i += SLICES) {
      crc =
          eight((long) LONGS.get(bytes, i) ^ crc, Long.BYTES)
              ^ eight((long) LONGS.get(bytes, i + Long.BYTES), 0);
    }
    for (; i < end; i++) {
      crc = step(crc, bytes[i]);
    }
    state = crc;
  }

  private static long step(long crc, int b) {
    return (crc >>> Byte.SIZE) ^ TABLE[(int) ((crc ^ b) & 0xFF)];
  }

  /** What eight bytes, first one lowest, add when {@code following} bytes of the step follow. */
  private static long eight(long bytes, int following) {
    int base = (following + Long.BYTES - 1) * ENTRIES;
    return TABLE[base + (int) (bytes & 0xFF)]
        ^ TABLE[base - ENTRIES + (int) ((bytes >>> 8) & 0xFF)]
        ^ TABLE[base - 2 * ENTRIES + (int) ((bytes >>> 16) & 0xFF)]
        ^ TABLE[base - 3 * ENTRIES + (int) ((bytes >>> 24) & 0xFF)]
        ^ TABLE[base - 4 * ENTRIES + (int) ((bytes >>> 32) & 0xFF)]
        ^ TABLE[base - 5 * ENTRIES + (int) ((bytes >>> 40) & 0xFF)]
        ^ TABLE[base - 6 * ENTRIES + (int) ((bytes >>> 48) & 0xFF)]
        ^ TABLE[base - 7 * ENTRIES + (int) (bytes >>> 56)];
  }

  @Override
  public long getValue() {
    return ~state;
  }

  @Override
  public void reset() {
    state = -1L;
  }
}
