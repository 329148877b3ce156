package io.sluice.files;

import java.io.IOException;

/** A system call that failed: which one, on what, and the kernel's reason. */
public final class FileFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  public FileFailure(Errno errno, String call, String subject) {
    super(call + " " + subject + ": " + errno);
    this.errno = errno;
  }

  /** The failure of a call that answered {@code -errno}. */
  static FileFailure of(long result, String call, String subject) {
    Errno errno = Errno.of((int) -result);
    return errno == Errno.OTHER
        ? new FileFailure(errno, call, subject + " (errno " + -result + ")")
        : new FileFailure(errno, call, subject);
  }

  /** Throws when a call answered {@code -errno}. */
  static void check(long result, String call, String subject) throws FileFailure {
    if (result < 0) {
      throw of(result, call, subject);
    }
  }

  public Errno errno() {
    return errno;
  }
}
