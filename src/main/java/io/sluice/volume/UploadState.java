package io.sluice.volume;

import io.sluice.model.UploadInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the owner remembers of one upload between commands: which attempts at parts are under way,
 * and the size of regular parts. All of it can be read again from the journal, but for the
 * attempts, which end with the process. Guarded by its lock, but for how the upload ended, which
 * lookups read without waiting for a Complete that copies.
 */
final class UploadState implements Held {
  /**
   * One attempt at a part.
   *
   * @param reservation the space set aside for it
   */
  record Attempt(int number, String fileName, long offsetBytes, long reservation) {
    boolean isInSlot() {
      return fileName.equals(UploadFiles.BODY);
    }
  }

  private static final int MOST_WAITING = 4;
  private static final long PATIENCE_MILLIS = 1000;

  private final UploadInfo info;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Attempt> attempts = new HashMap<>();
  private final Set<Long> seenSizes = new HashSet<>();
  private final Set<Integer> doubtfulSlots = new HashSet<>();
  private final boolean slotsClosed;
  private final KnownParts parts;
  private long unitBytes;
  private boolean forgotten;
  private JournalLine.@Nullable Completing announced;
  private volatile boolean copying;
  private volatile boolean ended;
  private volatile JournalLine.@Nullable Completed answer;

  UploadState(
      UploadInfo info,
      long unitBytes,
      JournalLine.@Nullable Completing announced,
      JournalLine.@Nullable Completed answer,
      boolean slotsClosed) {
    this.parts = KnownParts.unknown();
    this.slotsClosed = slotsClosed;
    this.info = info;
    this.unitBytes = unitBytes;
    this.announced = announced;
    this.answer = answer;
    this.ended = answer != null;
  }

  /**
   * One that begins with this owner.
   *
   * @param places see {@link KnownParts}
   */
  UploadState(UploadInfo info, AtomicInteger places) {
    this.info = info;
    this.slotsClosed = false;
    this.parts = KnownParts.ofNew(places);
  }

  UploadInfo info() {
    return info;
  }

  String id() {
    return info.uploadId();
  }

  /** Those that need not be read. */
  KnownParts parts() {
    return parts;
  }

  void lock() {
    lock.lock();
  }

  /**
   * The same, but false when others wait already and it takes too long: every one of them keeps a
   * thread from the rest of the volume.
   */
  boolean lockSoon() {
    if (lock.getQueueLength() < MOST_WAITING) {
      lock.lock();
      return true;
    }
    try {
      return copying ? lock.tryLock() : lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Says that a Complete has begun to copy, which may take minutes, or that it has ended. */
  void copying(boolean now) {
    copying = now;
  }

  /** Takes the lock if nobody has it. */
  boolean tryLock() {
    return lock.tryLock();
  }

  /** Lets the lock go. */
  @Override
  public void close() {
    lock.unlock();
  }

  /** Marks this as out of use, unless it is in use or holds what the journal does not. */
  boolean forgetIfIdle() {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      forgotten = attempts.isEmpty() && doubtfulSlots.isEmpty() && announced == null;
      if (forgotten) {
        parts.forget();
      }
      return forgotten;
    } finally {
      lock.unlock();
    }
  }

  /** Whether another object has taken this one's place. */
  boolean isForgotten() {
    return forgotten;
  }

  /** Completed or aborted: takes no more parts. */
  boolean isEnded() {
    return ended;
  }

  void end(JournalLine.@Nullable Completed withAnswer) {
    answer = withAnswer;
    ended = true;
    announced = null;
    parts.forget();
  }

  /** What the Complete that ended this upload answered, null when none did. */
  JournalLine.@Nullable Completed answer() {
    return answer;
  }

  /** A Complete that was announced and whose outcome is still to be found out, or null. */
  JournalLine.@Nullable Completing announced() {
    return announced;
  }

  void announce(JournalLine.@Nullable Completing completing) {
    announced = completing;
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

  Collection<Attempt> attempts() {
    return attempts.values();
  }

  @Nullable Attempt finish(long ticket) {
    return attempts.remove(ticket);
  }

  /**
   * Whether attempts that a former owner began may still write into slots, so that none is given
   * out again, and the file of slots can't become the object.
   */
  boolean areSlotsClosed() {
    return slotsClosed;
  }

  /** Learns the size of regular parts from one that a former owner placed. */
  void learnUnit(long bytes) {
    unitBytes = Math.max(unitBytes, bytes);
  }

  /** From here on nobody knows whether the journal says that this slot was acknowledged. */
  void doubtSlot(int number) {
    doubtfulSlots.add(number);
  }

  /** Whether the slot of this part must be left alone by others. */
  boolean isSlotTaken(int number) {
    return slotsClosed
        || doubtfulSlots.contains(number)
        || attempts.values().stream().anyMatch(a -> a.isInSlot() && a.number() == number);
  }

  /** Whether someone is writing into any slot. */
  boolean areSlotsBusy() {
    return slotsClosed || attempts.values().stream().anyMatch(Attempt::isInSlot);
  }
}
