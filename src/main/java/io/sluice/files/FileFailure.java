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

  public Errno errno() {
    return errno;
  }
}
