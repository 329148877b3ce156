package io.sluice.volume;

import io.sluice.files.Errno;

/** Which errors are answers about a name, not faults. */
final class Absence {
  private Absence() {}

  /** Nothing that S3 could see has this name; a link in the path counts as nothing. */
  static boolean is(Errno errno) {
    return switch (errno) {
      case ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, ESTALE -> true;
      default -> false;
    };
  }

  /** Something is there that we may not read. */
  static boolean isDenial(Errno errno) {
    return errno == Errno.EACCES || errno == Errno.EPERM;
  }
}
