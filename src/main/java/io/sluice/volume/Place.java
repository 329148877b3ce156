package io.sluice.volume;

import io.sluice.index.KeyBytes;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/** Where the two cursors of a walk are, so that another scan can go on there. */
final class Place {
  private byte[] objectsFrom = {};
  private byte[] directoriesFrom = {};
  private @Nullable ObjectKey object;
  private @Nullable ObjectKey directory;

  /** Both are at the first key not less than these. */
  void seek(byte[] objects, byte[] directories) {
    objectsFrom = objects;
    directoriesFrom = directories;
    object = null;
    directory = null;
  }

  /** The cursor of objects is behind this one. */
  void passObject(ObjectKey key) {
    object = key;
  }

  /** The cursor of directories is behind this one. */
  void passDirectory(ObjectKey key) {
    directory = key;
  }

  byte[] objects() {
    return object == null ? objectsFrom : KeyBytes.justAfter(object.utf8());
  }

  byte[] directories() {
    return directory == null ? directoriesFrom : KeyBytes.justAfter(directory.utf8());
  }
}
