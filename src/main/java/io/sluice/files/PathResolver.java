package io.sluice.files;

/**
 * Opens paths beneath a directory without following symbolic links. A link in the middle is ELOOP,
 * as is one at the end unless {@link OpenFlags#PATH_ANY} asks for the link itself.
 */
sealed interface PathResolver permits KernelResolver, StepResolver {
  /** A descriptor, or {@code -errno}. The mode counts only when a file is made. */
  int open(int base, byte[] path, int flags, int mode);

  /** The same only as far as the kernel has all names at hand, {@code -EAGAIN} otherwise. */
  default int openNow(int base, byte[] path, int flags) {
    return -Errno.EAGAIN.number();
  }
}
