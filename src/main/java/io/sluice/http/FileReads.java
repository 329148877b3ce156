package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.sluice.files.FileFailure;
import io.sluice.files.OpenFile;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads from files into pooled memory outside the heap, from where a socket takes it uncopied. */
final class FileReads {
  private FileReads() {}

  /**
   * Reads exactly so many bytes; blocks. The caller releases the buffer.
   *
   * @throws io.sluice.model.RefusedException when the file ends before: somebody truncated it
   */
  static ByteBuf read(OpenFile file, long offsetBytes, int lengthBytes) throws FileFailure {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(lengthBytes, lengthBytes);
    boolean whole = false;
    try {
      ByteBuffer target = buffer.nioBuffer(0, lengthBytes);
      while (target.hasRemaining()) {
        if (file.read(target, offsetBytes + target.position()) == 0) {
          throw changed();
        }
      }
      buffer.writerIndex(lengthBytes);
      whole = true;
      return buffer;
    } finally {
      if (!whole) {
        buffer.release();
      }
    }
  }

  /** The same on an event loop, if it can be done without waiting; else null. */
  static @Nullable ByteBuf readNow(OpenFile file, long offsetBytes, int lengthBytes) {
    return file.isPrompt() ? readCached(file, offsetBytes, lengthBytes) : null;
  }

  /** Reads what is in memory, of whatever volume; null as soon as it would have to wait. */
  static @Nullable ByteBuf readCached(OpenFile file, long offsetBytes, int lengthBytes) {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(lengthBytes, lengthBytes);
    if (file.readCached(buffer.nioBuffer(0, lengthBytes), offsetBytes) < lengthBytes) {
      buffer.release();
      return null;
    }
    return buffer.writerIndex(lengthBytes);
  }

  static RefusedException changed() {
    return Refusal.exception(
        Reason.SERVICE_UNAVAILABLE, "The object changed while it was read. Please try again.");
  }
}
