package io.sluice.files;

/** Who owns new files and directories; -1 leaves what the kernel gave. */
record Owner(int uid, int gid) {
  static final Owner AS_MADE = new Owner(-1, -1);

  /** The same for a file of which we know how it is: most have it all from the start. */
  void apply(Descriptor file, int mode, FileStatus now) throws FileFailure {
    boolean isOwned = (uid < 0 || uid == now.uid()) && (gid < 0 || gid == now.gid());
    if (now.mode() != mode || !isOwned) {
      (isOwned ? AS_MADE : this).apply(file, mode);
    }
  }

  /** Gives a file its mode, then its owner: after that we may have no right to change the mode. */
  void apply(Descriptor file, int mode) throws FileFailure {
    FileFailure.check(AttributeCalls.setMode(file.number(), mode), "fchmod", file.subject());
    if (!equals(AS_MADE)) {
      FileFailure.check(AttributeCalls.setOwner(file.number(), uid, gid), "fchown", file.subject());
    }
  }
}
