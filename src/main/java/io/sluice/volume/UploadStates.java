package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.UploadInfo;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Finds uploads, reading their journals when they are not in memory. */
final class UploadStates {
  // Idle uploads beyond this many are forgotten; their journals bring them back.
  private static final int REMEMBERED = 512;

  private final UploadFiles files;
  private final ConcurrentHashMap<String, UploadState> states = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger();

  /** How many uploads came to their end here. */
  private final AtomicLong ends = new AtomicLong();

  UploadStates(UploadFiles files) {
    this.files = files;
  }

  void add(UploadInfo info) {
    makeRoom();
    states.putIfAbsent(info.uploadId(), new UploadState(info, places));
  }

  /** The upload of this id and key, ended or not; null when there is none. */
  @Nullable UploadState find(ObjectKey key, String uploadId) throws FileFailure {
    UploadState state = find(uploadId);
    return state != null && state.info().key().equals(key) ? state : null;
  }

  /**
   * The same, locked until it is closed. For what a client may ask again: of those a few may wait
   * for a Complete that copies, and others get SLOW_DOWN.
   */
  @Nullable UploadState locked(ObjectKey key, String uploadId) throws FileFailure {
    while (true) {
      UploadState state = find(key, uploadId);
      if (state == null) {
        return null;
      }
      if (!state.lockSoon()) {
        throw Refusal.exception(
            Reason.SLOW_DOWN, "The upload is being completed, and others wait for it; try again.");
      }
      if (!state.isForgotten()) {
        return state;
      }
      state.close();
    }
  }

  /**
   * The upload of this id, locked until it is closed; null when there is none. For what gives back
   * and must not be refused.
   */
  @Nullable UploadState locked(String uploadId) throws FileFailure {
    while (true) {
      UploadState state = find(uploadId);
      if (state == null) {
        return null;
      }
      state.lock();
      // Between finding and locking it may have been forgotten, and be in memory a second time.
      if (!state.isForgotten()) {
        return state;
      }
      state.close();
    }
  }

  /** The same, but null also when somebody else has it locked: it is at work. */
  @Nullable UploadState lockedIfIdle(String uploadId) throws FileFailure {
    UploadState state = find(uploadId);
    if (state == null || !state.tryLock()) {
      return null;
    }
    if (state.isForgotten()) {
      state.close();
      return null;
    }
    return state;
  }

  /** Forgets an upload that has no journal any more. To be called while it is locked. */
  synchronized void forget(String uploadId) {
    ends.incrementAndGet();
    states.remove(uploadId);
  }

  /** How many uploads are in memory. */
  int remembered() {
    return states.size();
  }

  private @Nullable UploadState find(String uploadId) throws FileFailure {
    if (!UploadFiles.isUploadId(uploadId)) {
      return null;
    }
    while (true) {
      UploadState state = states.get(uploadId);
      if (state != null) {
        return state;
      }
      long endsBefore = ends.get();
      UploadState loaded = load(uploadId);
      if (loaded == null) {
        return null;
      }
      makeRoom();
      UploadState remembered = remember(loaded, endsBefore);
      if (remembered != null) {
        return remembered;
      }
    }
  }

  private void makeRoom() {
    if (states.size() >= REMEMBERED) {
      states.values().removeIf(UploadState::forgetIfIdle);
    }
  }

  /** Null when the journal may have gone since it was read: then this one would never end. */
  private synchronized @Nullable UploadState remember(UploadState loaded, long endsBefore) {
    if (ends.get() != endsBefore) {
      return null;
    }
    UploadState other = states.putIfAbsent(loaded.id(), loaded);
    return other != null ? other : loaded;
  }

  private @Nullable UploadState load(String uploadId) throws FileFailure {
    files.takeOver(uploadId);
    var history = UploadHistory.of(files.read(uploadId), files.names(uploadId));
    JournalLine.Created created = history.created();
    return created == null
        ? null
        : new UploadState(
            created.info(uploadId),
            history.unitBytes(),
            history.announced(),
            history.answer(),
            files.areShared());
  }
}
