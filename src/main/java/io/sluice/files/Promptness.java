package io.sluice.files;

/**
 * Whether a volume's file system can be asked so that it answers from memory or not at all, so that
 * even an event loop may ask it: local ones that know reads which never wait. No clock watches over
 * them: on a busy machine a thread that was not run looks like a slow disk.
 */
final class Promptness {
  private final boolean possible;
  private final boolean keepsAccessTimes;

  private Promptness(boolean possible, boolean keepsAccessTimes) {
    this.possible = possible;
    this.keepsAccessTimes = keepsAccessTimes;
  }

  static Promptness of(Volume volume) {
    Capabilities can = volume.capabilities();
    boolean possible = can.openat2() && can.readNoWait() && !can.isNetwork();
    return new Promptness(possible, keepsAccessTimes(volume));
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

  /** Whether reading a file leaves its inode alone, so that it can't wait for the journal. */
  boolean readsWithoutTrace(Stat stat) {
    return !keepsAccessTimes || stat.wasReadSinceItChanged();
  }
}
