package io.sluice.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;

/** The stamps in attributes of files that S3 wrote, as drawn in {@code files.PackedObject}. */
final class PackedStamps {
  private static final String ATTRIBUTE = "sluice.meta";
  private static final int MD5_BYTES = 16;

  private PackedStamps() {}

  /** Puts a stamp back, as if the file had been written so long ago. */
  static void age(Path file, Duration by) throws IOException {
    var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    ByteBuffer value = ByteBuffer.allocate(view.size(ATTRIBUTE));
    view.read(ATTRIBUTE, value);
    value.position(2 + MD5_BYTES);
    skipNumber(value);
    skipNumber(value);
    int stamp = value.position() + Long.BYTES;
    value.position(stamp);
    skipNumber(value);
    ByteBuffer aged = ByteBuffer.allocate(value.capacity() + Long.BYTES);
    aged.put(value.array(), 0, stamp);
    putNumber(aged, 2 * by.toNanos() - 1); // How a negative number is written.
    aged.put(value).flip();
    view.write(ATTRIBUTE, aged);
  }

  private static void skipNumber(ByteBuffer value) {
    while (value.get() < 0) {
      // Seven bits at a time, until the highest is not set.
    }
  }

  private static void putNumber(ByteBuffer to, long number) {
    long rest = number;
    for (; rest > 0x7f; rest >>>= 7) {
      to.put((byte) (rest | 0x80));
    }
    to.put((byte) rest);
  }
}
