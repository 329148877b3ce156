package io.sluice.files;

/** The errors of system calls that callers tell apart (errno(3)). */
public enum Errno {
  EPERM(1),
  ENOENT(2),
  EIO(5),
  EBADF(9),
  EAGAIN(11),
  EACCES(13),
  EBUSY(16),
  EEXIST(17),
  EXDEV(18),
  ENODEV(19),
  ENOTDIR(20),
  EISDIR(21),
  EINVAL(22),
  ENFILE(23),
  EMFILE(24),
  EFBIG(27),
  ENOSPC(28),
  EROFS(30),
  EMLINK(31),
  /** Also: metadata and claim together are more than a file's attributes can hold. */
  ERANGE(34),
  ENAMETOOLONG(36),
  ENOSYS(38),
  ENOTEMPTY(39),
  ELOOP(40),
  ENODATA(61),
  EOPNOTSUPP(95),
  ESTALE(116),
  EDQUOT(122),
  /** Any other. */
  OTHER(-1);

  /** An interrupted call; tried again, never reported. */
  static final int EINTR = 4;

  /** A value too big for its file system. */
  static final int E2BIG = 7;

  /** The numbers are those of asm-generic/errno.h, which x86-64 and aarch64 share. */
  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** The kernel's number. */
  int number() {
    return number;
  }

  /** Whether a call that answers {@code -errno} failed with this one. */
  boolean is(long result) {
    return result == -number;
  }

  /** The error with the kernel's number, {@link #OTHER} for one that nobody tells apart. */
  static Errno of(int number) {
    for (Errno errno : values()) {
      if (errno.number == number) {
        return errno;
      }
    }
    return OTHER;
  }
}
