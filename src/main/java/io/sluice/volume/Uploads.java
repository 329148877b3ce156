package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.index.StoredUpload;
import io.sluice.index.VolumeIndex;
import io.sluice.model.PartSummary;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.UploadInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts, lists and ends multipart uploads. */
final class Uploads {
  static final Refusal NO_SUCH_UPLOAD =
      new Refusal(
          Reason.NO_SUCH_UPLOAD,
          "The upload does not exist: its id is wrong, or it was completed or aborted.");

  private final Workings workings;
  private final VolumeIndex index;
  private final Commits commits;
  private final UploadFiles files;
  private final UploadStates states;
  private final UploadEnds ends;

  Uploads(Workings workings, Commits commits, UploadFiles files, UploadStates states) {
    this.workings = workings;
    this.index = workings.index();
    this.commits = commits;
    this.files = files;
    this.states = states;
    this.ends = new UploadEnds(workings, files);
  }

  VolumeReply create(VolumeCommand.CreateUpload command) throws FileFailure {
    if (!UploadFiles.isUploadId(command.uploadId())) {
      return new VolumeReply.Refused(
          new Refusal(Reason.INVALID_ARGUMENT, "The upload's id is none."));
    }
    UploadState before = states.find(command.key(), command.uploadId());
    if (before != null) {
      return new VolumeReply.UploadCreated(command.uploadId());
    }
    // Better now than after all the parts.
    Refusal conflict = commits.conflict(command.key());
    if (conflict != null) {
      return new VolumeReply.Refused(conflict);
    }
    long now = workings.clock().millis();
    String uploadId = command.uploadId();
    var line = new JournalLine.Created(command.key().toString(), now, command.spec());
    files.create(uploadId, line);
    UploadInfo info = line.info(uploadId);
    index.putUpload(command.key(), uploadId, UploadFiles.toJson(line));
    states.add(info);
    return new VolumeReply.UploadCreated(uploadId);
  }

  VolumeReply lookup(VolumeCommand.LookupUpload command) throws FileFailure {
    UploadState state = states.find(command.key(), command.uploadId());
    return state == null || state.isEnded()
        ? new VolumeReply.Refused(NO_SUCH_UPLOAD)
        : new VolumeReply.UploadFound(state.info());
  }

  VolumeReply abort(VolumeCommand.AbortUpload command) throws FileFailure {
    try (UploadState state = states.locked(command.key(), command.uploadId())) {
      return state == null || !giveUp(state)
          ? new VolumeReply.Refused(NO_SUCH_UPLOAD)
          : new VolumeReply.Done();
    }
  }

  private boolean giveUp(UploadState state) throws FileFailure {
    if (isOver(state)) {
      return false;
    }
    try {
      ends.aborted(state);
    } finally {
      // Last: as long as there is a journal, whoever asked would find a second one in it.
      states.forget(state.id());
    }
    return true;
  }

  /**
   * Gives an upload up to which nothing was done since a moment: no part acknowledged, nothing
   * written. One that is at work, with a part being written or a Complete under way, is left alone.
   *
   * @return whether it was given up
   */
  boolean expire(String uploadId, long beforeMillis) throws FileFailure {
    if (files.staging().changedMillis(uploadId) >= beforeMillis) {
      return false;
    }
    try (UploadState state = states.lockedIfIdle(uploadId)) {
      return state != null
          && state.attempts().isEmpty()
          && activeMillis(uploadId) < beforeMillis
          && giveUp(state);
    }
  }

  /** The newest of what the journal says and when the upload's files were written. */
  private long activeMillis(String uploadId) throws FileFailure {
    long newest = files.staging().changedMillis(uploadId);
    for (JournalLine line : files.read(uploadId)) {
      newest =
          switch (line) {
            case JournalLine.Created created -> Math.max(newest, created.initiatedMillis());
            case JournalLine.Part part -> Math.max(newest, part.modifiedMillis());
            case JournalLine.Completed completed -> Math.max(newest, completed.completedMillis());
            case JournalLine.Took _, JournalLine.Completing _, JournalLine.Resumed _ -> newest;
          };
    }
    return newest;
  }

  // Not settled first: that would write, and giving up must be possible on a full volume.
  private boolean isOver(UploadState state) throws FileFailure {
    JournalLine.Completing announced = state.announced();
    if (announced != null && !files.exists(state.id(), announced.fileName())) {
      ends.settle(state);
    }
    return state.isEnded();
  }

  VolumeReply listParts(VolumeCommand.ListParts command) throws FileFailure {
    UploadState state = states.find(command.key(), command.uploadId());
    if (state == null || state.isEnded()) {
      return new VolumeReply.Refused(NO_SUCH_UPLOAD);
    }
    List<JournalLine.Part> stored =
        partsAfter(index, state, command.afterNumber(), command.limit() + 1);
    List<PartSummary> parts = new ArrayList<>();
    for (JournalLine.Part part : stored.subList(0, Math.min(stored.size(), command.limit()))) {
      parts.add(part.summary());
    }
    return new VolumeReply.Parts(state.info(), parts, stored.size() > command.limit());
  }

  VolumeReply list(VolumeCommand.ListUploads command) {
    List<StoredUpload> stored =
        index.uploadsAfter(
            command.afterKey(), command.afterUploadId(), command.prefix(), command.limit() + 1);
    List<UploadInfo> uploads = new ArrayList<>();
    for (StoredUpload upload : stored.subList(0, Math.min(stored.size(), command.limit()))) {
      if (UploadFiles.fromJson(upload.json()) instanceof JournalLine.Created created) {
        uploads.add(created.info(upload.uploadId()));
      }
    }
    return new VolumeReply.Uploads(uploads, stored.size() > command.limit());
  }

  /** The acknowledged part with this number, null when there is none. */
  static JournalLine.@Nullable Part acknowledged(VolumeIndex index, UploadState state, int number) {
    List<JournalLine.Part> found = partsAfter(index, state, number - 1, 1);
    return found.isEmpty() || found.getFirst().number() != number ? null : found.getFirst();
  }

  /** Acknowledged parts in order of their numbers, from memory if it has them. */
  static List<JournalLine.Part> partsAfter(
      VolumeIndex index, UploadState state, int number, int limit) {
    List<JournalLine.Part> known = state.parts().after(number, limit);
    return known != null ? known : PartRow.readAll(index.partsAfter(state.id(), number, limit));
  }
}
