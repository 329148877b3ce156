package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.OpenFile;
import io.sluice.model.FileIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Reads from files whose ETag is about to be sent, or has been: what was changed by a pod until the
 * last byte was read must not go out under that ETag.
 */
final class SteadyReads {
  private SteadyReads() {}

  /**
   * Reads a whole body; blocks. The caller releases the buffer.
   *
   * @throws io.sluice.model.RefusedException when the file is not what the answer says of it
   */
  static ByteBuf whole(OpenFile file, long offsetBytes, int lengthBytes) throws FileFailure {
    return read(file, offsetBytes, lengthBytes, true);
  }

  /** The same on an event loop; null when it can't be done without waiting, or found a change. */
  static @Nullable ByteBuf now(OpenFile file, long offsetBytes, int lengthBytes) {
    ByteBuf buffer = FileReads.readNow(file, offsetBytes, lengthBytes);
    if (buffer != null && !isUnchanged(file)) {
      buffer.release();
      return null; // Whoever may wait will say so.
    }
    return buffer;
  }

  private static boolean isUnchanged(OpenFile file) {
    try {
      return file.statusNow().identity().equals(file.status().identity());
    } catch (FileFailure unknown) {
      return false;
    }
  }

  /**
   * Reads the last bytes of a body whose others have been read. The change time alone does not
   * count here: it moves, too, when the object is replaced or removed, and then whoever is reading
   * it may go on.
   */
  static ByteBuf last(OpenFile file, long offsetBytes, int lengthBytes) throws FileFailure {
    return read(file, offsetBytes, lengthBytes, false);
  }

  private static ByteBuf read(OpenFile file, long offsetBytes, int lengthBytes, boolean exactly)
      throws FileFailure {
    ByteBuf buffer = FileReads.read(file, offsetBytes, lengthBytes);
    boolean steady = false;
    try {
      FileIdentity then = file.status().identity();
      FileIdentity now = identityNow(file);
      steady = now != null && (exactly ? now.equals(then) : isSameContent(then, now));
      if (!steady) {
        throw FileReads.changed();
      }
      return buffer;
    } finally {
      if (!steady) {
        buffer.release();
      }
    }
  }

  /** Null when it can't be told: some FUSE file systems don't know open files without a name. */
  private static @Nullable FileIdentity identityNow(OpenFile file) throws FileFailure {
    try {
      return file.statusNow().identity();
    } catch (FileFailure failure) {
      if (failure.errno() == Errno.ENOENT) {
        return null;
      }
      throw failure;
    }
  }

  private static boolean isSameContent(FileIdentity then, FileIdentity now) {
    return then.sizeBytes() == now.sizeBytes() && then.mtimeNanos() == now.mtimeNanos();
  }
}
