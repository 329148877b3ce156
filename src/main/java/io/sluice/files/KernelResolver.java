package io.sluice.files;

/** One openat2(2) a path: the kernel itself keeps the walk beneath the directory. */
final class KernelResolver implements PathResolver {
  @Override
  public int open(int base, byte[] path, int flags, int mode) {
    return OpenCalls.openBeneath(base, path, flags, mode);
  }

  @Override
  public int openNow(int base, byte[] path, int flags) {
    return OpenCalls.openCached(base, path, flags);
  }
}
