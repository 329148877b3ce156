package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;

/** Begins passes over the files of single directories. */
record EntrySweeps(VolumeIndex index, Freshener freshener, VolumeRoot root) {
  /**
   * A pass over one directory.
   *
   * @param compares whether each file is compared with the volume, or only counted
   */
  EntrySweep begin(ObjectKey directory, boolean compares) throws FileFailure {
    return new EntrySweep(index, freshener, compares ? root : null, directory);
  }
}
