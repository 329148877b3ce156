package io.sluice.files;

/** Whether content is in the page cache, tried with reads that never wait (RWF_NOWAIT). */
final class Residency {
  /** Smaller than what the kernel reads ahead at once, so that a gap is unlikely to hide. */
  private static final long STEP_BYTES = 64 * 1024;

  private Residency() {}

  static boolean isResident(Descriptor file, long offsetBytes, long lengthBytes) {
    return lengthBytes <= Scratch.DATA_BYTES
        ? isAllResident(file, offsetBytes, lengthBytes)
        : isSampleResident(file, offsetBytes, lengthBytes);
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
