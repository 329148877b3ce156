package io.sluice.files;

import io.sluice.model.ObjectKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Directories that names were taken from, and that are yet to be synced: once for all of that.
 * Where the journal keeps its order ({@link JournalOrder}), the last of them is enough. For one
 * thread.
 */
public final class UnsyncedNames {
  private final Set<ObjectKey> directories = new LinkedHashSet<>();

  void changed(ObjectKey directory, boolean isInOrder) {
    if (isInOrder) {
      directories.clear();
    }
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
