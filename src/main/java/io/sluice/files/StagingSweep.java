package io.sluice.files;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes bodies from staging, each by itself: pods can put there what can't be removed, and one
 * such name must not keep the others, or the volume. Directories are never a body's and stay.
 */
final class StagingSweep {
  private static final Logger log = LoggerFactory.getLogger(StagingSweep.class);

  /** Of more than these nothing is said. */
  private static final int MOST_REPORTED = 1000;

  private final Volume volume;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  StagingSweep(Volume volume) {
    this.volume = volume;
  }

  /** Whether a name in an open folder should go. */
  interface Choice {
    boolean isWaste(Descriptor folder, byte[] name) throws FileFailure;
  }

  /**
   * Goes through one folder; nothing happens when there is none.
   *
   * @return how many files were removed
   */
  int sweep(String path, Choice choice) throws FileFailure {
    int opened = volume.tree().tryOpenOwn(path, OpenFlags.PATH_DIRECTORY);
    if (Tree.isAbsent(opened)) {
      return 0;
    }
    int removed = 0;
    try (Descriptor folder = Descriptor.of(opened, path)) {
      for (byte[] name : StagedFiles.names(volume.tree(), path)) {
        removed += remove(folder, name, choice) ? 1 : 0;
      }
    }
    return removed;
  }

  private boolean remove(Descriptor folder, byte[] name, Choice choice) {
    String subject = folder.subject() + "/" + ShownName.of(name);
    try {
      Stat stat = StatCalls.ofChild(folder.number(), name, subject);
      return stat != null
          && !stat.isDirectory()
          && choice.isWaste(folder, name)
          && StagedFiles.remove(volume, folder, name);
    } catch (FileFailure failure) {
      if (reported.size() < MOST_REPORTED && reported.add(subject)) {
        log.atWarn().addKeyValue("file", subject).setCause(failure).log("can't be swept; it stays");
      }
      return false;
    }
  }
}
