package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;

/** Begins passes over the files of single directories. */
record EntrySweeps(VolumeIndex index, Freshener freshener, VolumeRoot root) {
  EntrySweep begin(ObjectKey directory) throws FileFailure {
    return new EntrySweep(index, freshener, root, directory);
  }
}
