package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import io.sluice.model.UploadInfo;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds uploads, reading their journals when they are not in memory. */
final class UploadStates {
  // Idle uploads beyond this many are forgotten; their journals bring them back.
  private static final int REMEMBERED = 512;

  private final UploadFiles files;
  private final ConcurrentHashMap<String, UploadState> states = new ConcurrentHashMap<>();

  UploadStates(UploadFiles files) {
    this.files = files;
  }

  void add(UploadInfo info) {
    states.put(info.uploadId(), new UploadState(info, 0, null));
  }

  /** The upload of this id and key, ended or not; null when there is none. */
  @Nullable UploadState find(ObjectKey key, String uploadId) throws FileFailure {
    UploadState state = find(uploadId);
    return state != null && state.info().key().equals(key) ? state : null;
  }

  @Nullable UploadState find(String uploadId) throws FileFailure {
    if (!UploadFiles.isUploadId(uploadId)) {
      return null;
    }
    UploadState state = states.get(uploadId);
    if (state != null) {
      return state;
    }
    UploadState loaded = load(uploadId);
    if (loaded == null) {
      return null;
    }
    if (states.size() >= REMEMBERED) {
      states.values().removeIf(UploadState::isIdle);
    }
    UploadState other = states.putIfAbsent(uploadId, loaded);
    return other != null ? other : loaded;
  }

  void forget(String uploadId) {
    states.remove(uploadId);
  }

  private @Nullable UploadState load(String uploadId) throws FileFailure {
    List<JournalLine> lines = files.read(uploadId);
    if (lines.isEmpty() || !(lines.getFirst() instanceof JournalLine.Created created)) {
      return null;
    }
    long unitBytes = 0;
    JournalLine.Completed answer = null;
    for (JournalLine line : lines) {
      switch (line) {
        case JournalLine.Created first -> {}
        case JournalLine.Part part -> unitBytes = Math.max(unitBytes, unitOf(part));
        case JournalLine.Completing attempt -> {}
        case JournalLine.Completed completed -> answer = completed;
      }
    }
    return new UploadState(created.info(uploadId), unitBytes, answer);
  }

  private static long unitOf(JournalLine.Part part) {
    if (!part.isInSlot()) {
      return 0;
    }
    return part.number() == 1
        ? part.content().sizeBytes()
        : part.offsetBytes() / (part.number() - 1);
  }
}
