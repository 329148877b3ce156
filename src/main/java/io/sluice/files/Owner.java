package io.sluice.files;

/** Who owns new files and directories; -1 leaves what the kernel gave. */
record Owner(int uid, int gid) {
  static final Owner AS_MADE = new Owner(-1, -1);

  /** Gives a file its mode, then its owner: after that we may have no right to change the mode. */
  void apply(Descriptor file, int mode) throws FileFailure {
    FileFailure.check(AttributeCalls.setMode(file.number(), mode), "fchmod", file.subject());
    if (!equals(AS_MADE)) {
      FileFailure.check(AttributeCalls.setOwner(file.number(), uid, gid), "fchown", file.subject());
    }
  }
}
