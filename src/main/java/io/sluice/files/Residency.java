package io.sluice.files;

/**
 * Whether content is in the page cache: asked of the kernel in one call where it answers
 * (cachestat(2)), else tried with reads that never wait (RWF_NOWAIT).
 */
final class Residency {
  /** Smaller than what the kernel reads ahead at once, so that a gap is unlikely to hide. */
  private static final long STEP_BYTES = 64 * 1024;

  private static final long PAGE_BYTES = 4096;

  private Residency() {}

  static boolean isResident(Descriptor file, long offsetBytes, long lengthBytes) {
    if (lengthBytes <= Scratch.DATA_BYTES) {
      return isAllResident(file, offsetBytes, lengthBytes);
    }
    return isWholeCached(file, offsetBytes, lengthBytes)
        || isSampleResident(file, offsetBytes, lengthBytes);
  }

  /**
   * False also when the kernel does not tell, or the range reaches past the end. Pages that are
   * still being read count as cached, so the last one is read: reading ahead is in order.
   */
  private static boolean isWholeCached(Descriptor file, long offsetBytes, long lengthBytes) {
    long first = offsetBytes / PAGE_BYTES;
    long last = (offsetBytes + lengthBytes - 1) / PAGE_BYTES;
    return CacheCalls.cachedPages(file.number(), offsetBytes, lengthBytes) == last - first + 1
        && DataCalls.readNoWait(file.number(), 1, offsetBytes + lengthBytes - 1) >= 0;
  }

  /** A read that stops short stopped at what is not there, or at the end of the file. */
  private static boolean isAllResident(Descriptor file, long offsetBytes, long lengthBytes) {
    long at = offsetBytes;
    long end = offsetBytes + lengthBytes;
    while (at < end) {
      long result = DataCalls.readNoWait(file.number(), end - at, at);
      if (result <= 0) {
        return result == 0;
      }
      at += result;
    }
    return true;
  }

  private static boolean isSampleResident(Descriptor file, long offsetBytes, long lengthBytes) {
    long last = offsetBytes + lengthBytes - 1;
    for (long at = offsetBytes; at < last; at += STEP_BYTES) {
      if (DataCalls.readNoWait(file.number(), 1, at) < 0) {
        return false;
      }
    }
    return DataCalls.readNoWait(file.number(), 1, last) >= 0;
  }
}
