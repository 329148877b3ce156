package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import io.sluice.model.UploadInfo;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Finds uploads, reading their journals when they are not in memory. */
final class UploadStates {
  // Idle uploads beyond this many are forgotten; their journals bring them back.
  private static final int REMEMBERED = 512;

  private final UploadFiles files;
  private final ConcurrentHashMap<String, UploadState> states = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger();

  UploadStates(UploadFiles files) {
    this.files = files;
  }

  void add(UploadInfo info) {
    remember(new UploadState(info, places));
  }

  /** The upload of this id and key, ended or not; null when there is none. */
  @Nullable UploadState find(ObjectKey key, String uploadId) throws FileFailure {
    UploadState state = find(uploadId);
    return state != null && state.info().key().equals(key) ? state : null;
  }

  /** The same, locked until it is closed. */
  @Nullable UploadState locked(ObjectKey key, String uploadId) throws FileFailure {
    return find(key, uploadId) == null ? null : locked(uploadId);
  }

  /** The upload of this id, locked until it is closed; null when there is none. */
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

  void forget(String uploadId) {
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
    UploadState state = states.get(uploadId);
    if (state != null) {
      return state;
    }
    UploadState loaded = load(uploadId);
    return loaded == null ? null : remember(loaded);
  }

  private UploadState remember(UploadState state) {
    if (states.size() >= REMEMBERED) {
      states.values().removeIf(UploadState::forgetIfIdle);
    }
    UploadState other = states.putIfAbsent(state.id(), state);
    return other != null ? other : state;
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
