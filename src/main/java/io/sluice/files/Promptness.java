package io.sluice.files;

import org.jspecify.annotations.Nullable;

/**
 * Whether a volume's file system can be asked so that it answers from memory or not at all, so that
 * even an event loop may ask it: local ones that know reads which never wait. No clock watches over
 * them: on a busy machine a thread that was not run looks like a slow disk.
 */
final class Promptness {
  private final boolean possible;
  private final boolean keepsAccessTimes;
  private final Credentials myself;

  private Promptness(boolean possible, boolean keepsAccessTimes, Credentials myself) {
    this.possible = possible;
    this.keepsAccessTimes = keepsAccessTimes;
    this.myself = myself;
  }

  static Promptness of(Volume volume) {
    Capabilities can = volume.capabilities();
    boolean possible = can.openat2() && can.readNoWait() && !can.isNetwork();
    return new Promptness(possible, keepsAccessTimes(volume), Credentials.ofProcess());
  }

  private static boolean keepsAccessTimes(Volume volume) {
    try {
      return StatCalls.fileSystem(volume.tree().root().number(), "volume").keepsAccessTimes();
    } catch (FileFailure failure) {
      return true;
    }
  }

  boolean mayAsk() {
    return possible;
  }

  /**
   * Opens a file for reading such that reads leave its inode alone, so that they can't wait for the
   * journal; null when that is not known to hold.
   */
  @Nullable Descriptor readable(Descriptor named, Stat stat) throws FileFailure {
    if (keepsAccessTimes && myself.mayActAsOwner(stat.status())) {
      Descriptor quiet = Reopening.onlyQuietly(named);
      if (quiet != null) {
        return quiet;
      }
    }
    boolean leavesNoTrace = !keepsAccessTimes || stat.wasReadSinceItChanged();
    return leavesNoTrace ? Reopening.plainly(named) : null;
  }
}
