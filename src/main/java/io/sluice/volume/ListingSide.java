package io.sluice.volume;

import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;

/** The parts of an owned volume that keep its index like its tree, and list it. */
record ListingSide(Freshener freshener, IndexUpdates updates, PageBuilder pages) {
  static ListingSide of(
      VolumeRoot root, VolumeIndex index, VolumeSpec spec, OwnedVolume.Chances chances) {
    return new ListingSide(new Freshener(), new IndexUpdates(), new PageBuilder());
  }
}
