package io.sluice.volume;

import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.Space;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Space that bodies under way have been promised, so that a volume which is about to be full says
 * so before a body is read, not half-way. Acknowledged parts of uploads count towards the volume's
 * size limit, since they will be objects.
 */
final class SpaceLedger {
  private final VolumeRoot root;
  private final UsageMeter usage;
  private final VolumeSpec spec;
  private long sizeLimitBytes;
  private final OwnedVolume.Chances chances;
  private final Map<Long, Promise> promised = new HashMap<>();
  private long promisedBytes;
  private long stagedBytes;

  SpaceLedger(VolumeRoot root, UsageMeter usage, VolumeSpec spec, OwnedVolume.Chances chances) {
    this.root = root;
    this.usage = usage;
    this.spec = spec;
    this.chances = chances;
    this.sizeLimitBytes = spec.sizeLimitBytes();
  }

  /** Longer than any body takes, even one of terabytes that comes slowly. */
  private static final Duration KEPT = Duration.ofDays(1);

  /**
   * @param isOpen whether the length was not known
   */
  private record Promise(long bytes, boolean isOpen, long madeNanos) {}

  /** Whether space was set aside. */
  sealed interface Outcome {}

  /** It was, under this number. */
  record Promised(long number) implements Outcome {}

  /** It was not. */
  record Full(Refusal refusal) implements Outcome {}

  /**
   * Sets space aside if there is as much. Unknown lengths count as 0 until {@link #arrived}.
   *
   * @param declaredBytes -1 when the length is not known
   */
  Outcome promise(long declaredBytes) throws FileFailure {
    // Outside of the monitor: a slow file system must not stop those who give space back.
    return promise(declaredBytes, room(Math.max(0, declaredBytes)));
  }

  /**
   * What there is for bodies.
   *
   * @param receivedBytes what bodies under way have taken of it already; looked at only where it
   *     decides
   */
  private record Room(Space space, long receivedBytes) {}

  private Room room(long bytes) throws FileFailure {
    Space space = root.space();
    return new Room(space, isShort(bytes, space) ? root.staging().receivedBytes() : 0);
  }

  private synchronized boolean isShort(long bytes, Space space) {
    return promisedBytes > 0 && !suffices(bytes + promisedBytes, space);
  }

  // Some file systems don't know their size, such as ramfs: then the write itself will tell.
  private boolean suffices(long bytes, Space space) {
    return space.totalBytes() == 0 || bytes + spec.reserveBytes() <= space.availableBytes();
  }

  private synchronized Outcome promise(long declaredBytes, Room room) {
    long bytes = Math.max(0, declaredBytes);
    Refusal full = refusal(bytes, room);
    if (full != null) {
      return new Full(full);
    }
    // Random, so that a number of a former owner's means nothing here.
    long number = chances.random().nextLong();
    promised.put(number, new Promise(bytes, declaredBytes < 0, chances.nanoTime().getAsLong()));
    promisedBytes += bytes;
    return new Promised(number);
  }

  private @Nullable Refusal refusal(long bytes, Room room) {
    long toCome = Math.max(0, promisedBytes - room.receivedBytes());
    if (!suffices(bytes + toCome, room.space())) {
      return new Refusal(
          Reason.INSUFFICIENT_STORAGE, "The volume has not enough free space for this object.");
    }
    return limitRefusal(bytes);
  }

  private @Nullable Refusal limitRefusal(long bytes) {
    long wanted = bytes + promisedBytes;
    if (bytes > spec.maxStagedBytes()) {
      return new Refusal(
          Reason.INSUFFICIENT_STORAGE, "The body is longer than may be unpublished at one time.");
    }
    // Less than the sum, which could be too large a number, as could what is left beside less than
    // nothing.
    if (wanted > spec.maxStagedBytes() - Math.max(0, stagedBytes)) {
      return new Refusal(
          Reason.SLOW_DOWN, "Too many bodies and parts of the volume are not published yet.");
    }
    return isLimited() && wanted + stagedBytes + usage.usedBytes() > sizeLimitBytes
        ? new Refusal(
            Reason.INSUFFICIENT_STORAGE, "The object would exceed the volume's size limit.")
        : null;
  }

  /** Whether a body was promised space before its length was known, and is not weighed yet. */
  synchronized boolean isOpen(long number) {
    Promise promise = promised.get(number);
    return promise != null && promise.isOpen();
  }

  /**
   * Weighs a body that came without a length, now that it is whole. The file system has it already:
   * only the limits are asked.
   *
   * @return what refuses it, null when nothing does
   */
  synchronized @Nullable Refusal arrived(long number, long bytes) {
    Promise promise = promised.get(number);
    if (promise == null || !promise.isOpen()) {
      return null;
    }
    Refusal full = limitRefusal(bytes);
    if (full == null) {
      promised.put(number, new Promise(bytes, false, promise.madeNanos()));
      promisedBytes += bytes;
    }
    return full;
  }

  /**
   * Sets space aside for as long as a thread writes, which calls {@link #letGo} in the end; what
   * refuses it, null when nothing does.
   */
  @Nullable Refusal hold(long bytes) throws FileFailure {
    Room room = room(bytes);
    synchronized (this) {
      Refusal full = refusal(bytes, room);
      if (full == null) {
        promisedBytes += bytes;
      }
      return full;
    }
  }

  synchronized void letGo(long bytes) {
    promisedBytes -= bytes;
  }

  /** What there is in all, beside what the files with a prefix add up to. */
  VolumeReply.Used used(Usage files) throws FileFailure {
    long freeBytes = root.space().availableBytes();
    synchronized (this) {
      return new VolumeReply.Used(files, stagedBytes, sizeLimitBytes, freeBytes);
    }
  }

  /** Bytes of acknowledged parts in staging. */
  synchronized long stagedBytes() {
    return stagedBytes;
  }

  /** From now on the volume may hold so many bytes; {@link Long#MAX_VALUE} for no limit. */
  synchronized void limit(long bytes) {
    sizeLimitBytes = bytes;
  }

  private boolean isLimited() {
    return sizeLimitBytes != Long.MAX_VALUE;
  }

  /** Takes into account that acknowledged parts in staging became more, or fewer. */
  synchronized void stagedChanged(long bytes) {
    stagedBytes += bytes;
  }

  /** Gives space back; nothing happens when the number was released before. */
  synchronized void release(long number) {
    Promise promise = promised.remove(number);
    if (promise != null) {
      promisedBytes -= promise.bytes();
    }
  }

  /** Takes back what was promised so long ago that whoever asked must be gone. */
  synchronized void expire() {
    long now = chances.nanoTime().getAsLong();
    List<Long> old = new ArrayList<>();
    promised.forEach((number, promise) -> {
      if (now - promise.madeNanos() > KEPT.toNanos()) {
        old.add(number);
      }
    });
    old.forEach(this::release);
  }
}
