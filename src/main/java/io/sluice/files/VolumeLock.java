package io.sluice.files;

import io.sluice.model.KeyRules;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps nodes that know nothing of each other from serving one volume, by flock(2) on {@code
 * .sluice/lock}: a node without a cluster has it alone, those of a cluster together, whose leases
 * tell the rest. It goes with the process that has it. What it is worth is up to the file system:
 * some network ones lock within one machine only, others not at all.
 */
final class VolumeLock {
  private static final Logger log = LoggerFactory.getLogger(VolumeLock.class);
  private static final String PATH = KeyRules.PRIVATE_NAME + "/lock";

  private static final int SHARED = 1; // LOCK_SH
  private static final int EXCLUSIVE = 2; // LOCK_EX
  private static final int AT_ONCE = 4; // LOCK_NB

  private static final MethodHandle FLOCK = Native.intCall("flock", Native.INT, Native.INT);

  private VolumeLock() {}

  /**
   * Takes the lock, for as long as the answer is open.
   *
   * @param together whether others may have it who ask for it in this way too
   * @throws FileFailure with EBUSY when others have it who do not go with that
   */
  static Descriptor take(Tree tree, boolean together) throws FileFailure {
    OwnFolders.make(tree, KeyRules.PRIVATE_NAME);
    Descriptor file = tree.openOwn(PATH, OpenFlags.READ_WRITE | OpenFlags.CREATE);
    boolean kept = false;
    try {
      check(lock(file.number(), (together ? SHARED : EXCLUSIVE) | AT_ONCE));
      kept = true;
      return file;
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  private static void check(int result) throws FileFailure {
    if (Errno.EAGAIN.is(result)) {
      throw new FileFailure(Errno.EBUSY, "flock", PATH);
    }
    if (result < 0) {
      log.atInfo().addKeyValue("errno", -result).log("the volume's file system keeps no locks");
    }
  }

  private static int lock(int file, int operation) {
    return (int) Native.uninterrupted(errno -> (int) FLOCK.invokeExact(errno, file, operation));
  }
}
