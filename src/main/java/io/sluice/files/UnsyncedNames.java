package io.sluice.files;

import io.sluice.model.ObjectKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Directories that names were taken from, and that are yet to be synced: each once for all of that.
 * Where one sync brings the others to the disk too, theirs have nothing left to do; but parts of a
 * volume may be other file systems. For one thread.
 */
public final class UnsyncedNames {
  private final Set<ObjectKey> directories = new LinkedHashSet<>();

  /** A name went from a directory, and a sync of that is still to come. */
  public void changed(ObjectKey directory) {
    directories.add(directory);
  }

  /** A directory has gone from its parent, which {@link #changed} is told too. */
  void gone(ObjectKey directory) {
    directories.remove(directory);
  }

  /** Those that are left; none are from now on. */
  List<ObjectKey> take() {
    List<ObjectKey> left = List.copyOf(directories);
    directories.clear();
    return left;
  }
}
