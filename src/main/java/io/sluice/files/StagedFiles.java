package io.sluice.files;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Removing and naming what lies in the staging folder. */
final class StagedFiles {
  private StagedFiles() {}

  /** Removes a staged file; nothing happens when it is gone (published, for one). */
  static void remove(Volume volume, StagedName name) throws FileFailure {
    if (name.isInEpoch()) {
      StagedName now = new EpochFolders(volume.tree()).find(name);
      removeHere(volume, now == null ? name : now);
    } else {
      removeHere(volume, name);
    }
  }

  private static void removeHere(Volume volume, StagedName name) throws FileFailure {
    int result = volume.tree().tryOpenOwn(name.folder(), OpenFlags.PATH_DIRECTORY);
    if (Errno.ENOENT.is(result)) {
      return;
    }
    try (Descriptor folder = Descriptor.of(result, name.text())) {
      remove(volume, folder, name.name());
    }
  }

  /** Removes one name in an open folder, and what is kept beside it when that was its last name. */
  static boolean remove(Volume volume, Descriptor folder, byte[] name) throws FileFailure {
    String subject = folder.subject() + "/" + ShownName.of(name);
    Stat stat = StatCalls.ofChild(folder.number(), name, subject);
    if (stat == null) {
      return false;
    }
    int flags = stat.isDirectory() ? NameCalls.REMOVE_DIRECTORY : 0;
    int result = NameCalls.unlink(folder.name(name), flags);
    if (Errno.ENOENT.is(result)) {
      return false;
    }
    FileFailure.check(result, "unlinkat", subject);
    if (stat.links() <= 1) {
      volume.attributes().forget(stat);
    }
    return true;
  }

  /** When a file was last written to; 0 when it is gone. */
  static long changedMillis(Descriptor folder, byte[] name) throws FileFailure {
    String subject = folder.subject() + "/" + ShownName.of(name);
    Stat stat = StatCalls.ofChild(folder.number(), name, subject);
    return stat == null ? 0 : TimeUnit.NANOSECONDS.toMillis(stat.status().identity().mtimeNanos());
  }

  /** All names in a folder of our own. */
  static List<byte[]> names(Tree tree, String folder) throws FileFailure {
    List<byte[]> names = new ArrayList<>();
    try (Descriptor directory = tree.openOwn(folder, OpenFlags.READ_DIRECTORY)) {
      DirectoryReader reader = new DirectoryReader(directory);
      List<byte[]> next = reader.next();
      while (!next.isEmpty()) {
        names.addAll(next);
        next = reader.next();
      }
    }
    return names;
  }
}
