package io.sluice.files;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Opens for reading what a descriptor names already, through {@code /proc/self/fd}: the same inode,
 * whatever happened to its name. The access time stays where the kernel permits (our own files, or
 * with privilege): reading writes nothing then, and waits for no journal.
 */
final class Reopening {
  /** The folder itself is kept open, or is no number: the walk to it costs as much as the rest. */
  private static final int FOLDER =
      OpenCalls.open(
          OpenCalls.HERE,
          "/proc/self/fd".getBytes(StandardCharsets.US_ASCII),
          OpenFlags.PATH_DIRECTORY,
          0);

  private Reopening() {}

  /** Reads leave no trace if that is permitted. */
  static Descriptor quietly(Descriptor named) throws FileFailure {
    Descriptor quiet = onlyQuietly(named);
    return quiet == null ? plainly(named) : quiet;
  }

  /** Reads leave no trace; null where that is not permitted. */
  static @Nullable Descriptor onlyQuietly(Descriptor named) throws FileFailure {
    int result = open(named, OpenFlags.READ | OpenFlags.NO_ACCESS_TIME);
    return Errno.EPERM.is(result) ? null : Descriptor.of(result, named.subject());
  }

  /** Reads leave the traces that the mount wants. */
  static Descriptor plainly(Descriptor named) throws FileFailure {
    return Descriptor.of(open(named, OpenFlags.READ), named.subject());
  }

  private static int open(Descriptor named, int flags) {
    if (FOLDER < 0) {
      return OpenCalls.open(OpenCalls.HERE, named.procPathBytes(), flags, 0);
    }
    byte[] name = Integer.toString(named.number()).getBytes(StandardCharsets.US_ASCII);
    return OpenCalls.open(FOLDER, name, flags, 0);
  }
}
