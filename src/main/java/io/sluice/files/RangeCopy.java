package io.sluice.files;

import io.sluice.files.DataCalls.Place;
import java.util.List;

/**
 * Copies a range of one file into another: within the kernel, which shares extents where the file
 * system can; through memory where the kernel can't, for instance between file systems.
 */
final class RangeCopy {
  /** One call copies at most 2 GiB; less, so that a thread can be seen to make progress. */
  private static final long STEP_BYTES = 1L << 30;

  private final Descriptor from;
  private final Descriptor to;
  private boolean kernel;

  RangeCopy(Descriptor from, Descriptor to, boolean kernel) {
    this.from = from;
    this.to = to;
    this.kernel = kernel;
  }

  /** ENODATA when the source ends before the range does. */
  void copy(long fromBytes, long toBytes, long lengthBytes) throws FileFailure {
    long done = 0;
    while (done < lengthBytes) {
      long copied = step(fromBytes + done, toBytes + done, lengthBytes - done);
      if (copied == 0) {
        throw new FileFailure(Errno.ENODATA, "copy", from.subject() + " ends before the range");
      }
      done += copied;
    }
  }

  private long step(long fromBytes, long toBytes, long lengthBytes) throws FileFailure {
    if (kernel) {
      long copied =
          DataCalls.copy(
              new Place(from.number(), fromBytes),
              new Place(to.number(), toBytes),
              Math.min(lengthBytes, STEP_BYTES));
      if (copied > 0) {
        return copied;
      }
      // Some file systems answer 0 for what they can't do; the plain way then tells the truth.
      if (copied < 0 && !isUnable(copied)) {
        throw FileFailure.of(copied, "copy_file_range", to.subject());
      }
      kernel = false;
    }
    return throughMemory(fromBytes, toBytes, lengthBytes);
  }

  private static boolean isUnable(long result) {
    return Errno.EXDEV.is(result)
        || Errno.EINVAL.is(result)
        || Errno.EOPNOTSUPP.is(result)
        || Errno.ENOSYS.is(result)
        || Errno.EPERM.is(result);
  }

  private long throughMemory(long fromBytes, long toBytes, long lengthBytes) throws FileFailure {
    long length = DataCalls.read(from.number(), lengthBytes, fromBytes);
    FileFailure.check(length, "pread", from.subject());
    if (length > 0) {
      GatheredWrite.write(
          to, toBytes, List.of(Scratch.get().data().asSlice(0, length).asByteBuffer()));
    }
    return length;
  }
}
