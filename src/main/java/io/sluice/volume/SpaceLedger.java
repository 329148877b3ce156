package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.Space;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Space that bodies under way have been promised, so that a volume which is about to be full says
 * so before a body is read, not half-way.
 */
final class SpaceLedger {
  private final VolumeRoot root;
  private final UsageMeter usage;
  private final VolumeSpec spec;
  private final Map<Long, Long> promised = new HashMap<>();
  private long promisedBytes;
  private long lastNumber;

  SpaceLedger(VolumeRoot root, UsageMeter usage, VolumeSpec spec) {
    this.root = root;
    this.usage = usage;
    this.spec = spec;
  }

  /**
   * Why a body of this length does not fit now, or null when it does. Unknown lengths count as 0.
   */
  synchronized @Nullable Refusal refusal(long bytes) throws FileFailure {
    long wanted = Math.max(0, bytes) + promisedBytes;
    Space space = root.space();
    if (wanted + spec.reserveBytes() > space.availableBytes()) {
      return new Refusal(
          Reason.INSUFFICIENT_STORAGE, "The volume has not enough free space for this object.");
    }
    if (spec.isLimited() && wanted + usage.usedBytes() > spec.sizeLimitBytes()) {
      return new Refusal(
          Reason.INSUFFICIENT_STORAGE, "The object would exceed the volume's size limit.");
    }
    return null;
  }

  /** Sets space aside and gives the number to release it by. */
  synchronized long promise(long bytes) {
    long number = ++lastNumber;
    long amount = Math.max(0, bytes);
    promised.put(number, amount);
    promisedBytes += amount;
    return number;
  }

  /** Gives space back; nothing happens when the number was released before. */
  synchronized void release(long number) {
    Long amount = promised.remove(number);
    if (amount != null) {
      promisedBytes -= amount;
    }
  }

  /** Bytes promised to bodies under way. */
  synchronized long promisedBytes() {
    return promisedBytes;
  }
}
