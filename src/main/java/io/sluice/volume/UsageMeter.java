package io.sluice.volume;

import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;

/**
 * The bytes that a volume's files hold, for its size limit: those in the index. So it is right from
 * the first moment after a restart; of a volume that was never read whole it counts what was met.
 */
final class UsageMeter {
  private final VolumeIndex index;

  UsageMeter(VolumeIndex index) {
    this.index = index;
  }

  long usedBytes() {
    return index.usage(ObjectKey.ROOT).bytes();
  }
}
