package io.sluice.files;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;

/** Whole small files of our own: journals and sidecars. */
final class SmallFile {
  /** Far above what 10,000 parts need; a bound, so that a planted file can't fill the memory. */
  static final int MAX_BYTES = 64 << 20;

  private SmallFile() {}

  /** All content; EFBIG above {@link #MAX_BYTES}. */
  static byte[] read(Descriptor file) throws FileFailure {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    while (true) {
      int length = (int) DataCalls.read(file.number(), Scratch.DATA_BYTES, content.size());
      FileFailure.check(length, "pread", file.subject());
      if (length == 0) {
        return content.toByteArray();
      }
      if (content.size() + length > MAX_BYTES) {
        throw new FileFailure(Errno.EFBIG, "pread", file.subject());
      }
      content.writeBytes(Scratch.get().data().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /** Writes bytes at an offset. */
  static void write(Descriptor file, long offsetBytes, byte[] bytes) throws FileFailure {
    GatheredWrite.write(file, offsetBytes, List.of(ByteBuffer.wrap(bytes)));
  }
}
