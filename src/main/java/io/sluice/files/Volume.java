package io.sluice.files;

import io.sluice.model.ObjectKey;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What all parts of one open volume share.
 *
 * @param owner who is to own new files
 * @param random for the names of staged files, which must never meet
 * @param nanoTime a clock that only measures durations
 */
record Volume(
    Tree tree,
    FileSettings settings,
    Capabilities capabilities,
    Attributes attributes,
    Owner owner,
    RandomGenerator random,
    LongSupplier nanoTime) {

  /**
   * Notes that a name was taken from a directory; syncs at once, by durability, where something is
   * kept beside the file that goes next: a power cut must not bring the file back alone.
   */
  void nameTaken(Descriptor directory, ObjectKey key, UnsyncedNames unsynced) throws FileFailure {
    if (attributes.sidecars() == null) {
      unsynced.changed(key);
    } else {
      tree.syncNames(directory);
    }
  }
}
