package io.sluice.volume;

import io.sluice.model.UploadInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the owner remembers of one upload between commands: which attempts at parts are under way,
 * and the size of regular parts. All of it can be read again from the journal, but for the
 * attempts, which end with the process. Guarded by its lock.
 */
final class UploadState {
  /** One attempt at a part. */
  record Attempt(int number, String fileName, long offsetBytes, long declaredBytes) {
    boolean isInSlot() {
      return fileName.equals(UploadFiles.BODY);
    }
  }

  private final UploadInfo info;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Attempt> attempts = new HashMap<>();
  private final Set<Long> seenSizes = new HashSet<>();
  private long unitBytes;
  private boolean ended;
  private JournalLine.@Nullable Completed answer;

  UploadState(UploadInfo info, long unitBytes, JournalLine.@Nullable Completed answer) {
    this.info = info;
    this.unitBytes = unitBytes;
    this.answer = answer;
    this.ended = answer != null;
  }

  UploadInfo info() {
    return info;
  }

  Held lock() {
    lock.lock();
    return lock::unlock;
  }

  /** Completed or aborted: takes no more parts. */
  boolean isEnded() {
    return ended;
  }

  void end(JournalLine.@Nullable Completed withAnswer) {
    ended = true;
    answer = withAnswer;
  }

  /** What the Complete that ended this upload answered, null when none did. */
  JournalLine.@Nullable Completed answer() {
    return answer;
  }

  boolean isIdle() {
    return attempts.isEmpty() && !lock.isLocked();
  }

  /** The size of regular parts, 0 while it is unknown. */
  long unitBytes() {
    return unitBytes;
  }

  /**
   * Learns from a part's size. The first part fixes the unit, and so does a size that comes a
   * second time: only the last part may be shorter, and it may well be the first to arrive.
   */
  void learnSize(int number, long bytes) {
    if (unitBytes == 0 && bytes > 0 && (number == 1 || !seenSizes.add(bytes))) {
      unitBytes = bytes;
      seenSizes.clear();
    }
  }

  void start(long ticket, Attempt attempt) {
    attempts.put(ticket, attempt);
  }

  @Nullable Attempt attempt(long ticket) {
    return attempts.get(ticket);
  }

  @Nullable Attempt finish(long ticket) {
    return attempts.remove(ticket);
  }

  /** Whether someone is writing into the slot of this part. */
  boolean isSlotBusy(int number) {
    return attempts.values().stream().anyMatch(a -> a.isInSlot() && a.number() == number);
  }

  /** Whether someone is writing into any slot. */
  boolean areSlotsBusy() {
    return attempts.values().stream().anyMatch(Attempt::isInSlot);
  }
}
