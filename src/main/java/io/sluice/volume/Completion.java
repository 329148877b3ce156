package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.OpenFile;
import io.sluice.files.StagedFile;
import io.sluice.index.StoredPart;
import io.sluice.model.Checksum;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Completes uploads. The order is what makes it safe: conditions are checked and the file is
 * prepared under the key's lock, the journal says what is about to happen, the file gets its name
 * in one step, and the journal says that it did. A crash in between is told from the journal and
 * from whether the file is still in staging.
 */
final class Completion {
  private static final int MOST_PARTS = 10_000;

  private final Workings workings;
  private final Commits commits;
  private final PartPlacement placement;
  private final UploadFiles files;
  private final UploadStates states;

  Completion(
      Workings workings,
      Commits commits,
      PartPlacement placement,
      UploadFiles files,
      UploadStates states) {
    this.workings = workings;
    this.commits = commits;
    this.placement = placement;
    this.files = files;
    this.states = states;
  }

  VolumeReply complete(VolumeCommand.CompleteUpload command) throws FileFailure {
    UploadState state = states.find(command.key(), command.uploadId());
    if (state == null) {
      return new VolumeReply.Refused(Uploads.NO_SUCH_UPLOAD);
    }
    // A second Complete waits here for the first, and then gets the same answer.
    try (Held _ = state.lock()) {
      JournalLine.Completed answer = state.answer();
      if (answer != null) {
        return new VolumeReply.Completed(new EntityTag(answer.tag()), answer.checksum());
      }
      if (state.isEnded()) {
        return new VolumeReply.Refused(Uploads.NO_SUCH_UPLOAD);
      }
      return switch (plan(command, state)) {
        case CompletionPlan.Refused(Refusal refusal) -> new VolumeReply.Refused(refusal);
        case CompletionPlan.InPlace plan -> inPlace(command, state, plan);
        case CompletionPlan.Assemble plan -> assemble(command, state, plan);
      };
    }
  }

  private CompletionPlan plan(VolumeCommand.CompleteUpload command, UploadState state) {
    Map<Integer, JournalLine.Part> stored = new HashMap<>();
    for (StoredPart part : workings.index().partsAfter(command.uploadId(), 0, MOST_PARTS)) {
      stored.put(part.number(), Uploads.part(part));
    }
    var situation = new CompletionPlan.Situation(stored, state.unitBytes(), state.areSlotsBusy());
    return CompletionPlan.of(command.parts(), command.declaredBytes(), situation);
  }

  private VolumeReply inPlace(
      VolumeCommand.CompleteUpload command, UploadState state, CompletionPlan.InPlace plan)
      throws FileFailure {
    String uploadId = command.uploadId();
    for (JournalLine.Part part : plan.moves()) {
      long offset = (part.number() - 1L) * state.unitBytes();
      placement.moveIn(uploadId, part.fileName(), part.content().sizeBytes(), offset);
    }
    return publish(command, state, UploadFiles.BODY, plan.whole());
  }

  private VolumeReply assemble(
      VolumeCommand.CompleteUpload command, UploadState state, CompletionPlan.Assemble plan)
      throws FileFailure {
    String uploadId = command.uploadId();
    files.remove(uploadId, UploadFiles.ASSEMBLED);
    try (StagedFile whole = files.staging().openInFolder(uploadId, UploadFiles.ASSEMBLED, true)) {
      long offset = 0;
      for (JournalLine.Part part : plan.parts()) {
        long size = part.content().sizeBytes();
        String name = UploadFiles.path(uploadId, part.fileName());
        try (OpenFile source = files.staging().openForRead(name)) {
          if (source == null) {
            throw new IllegalStateException("an acknowledged part has no file");
          }
          whole.copyFrom(source, part.offsetBytes(), size, offset);
        }
        offset += size;
      }
    }
    return publish(command, state, UploadFiles.ASSEMBLED, plan.whole());
  }

  private VolumeReply publish(
      VolumeCommand.CompleteUpload command,
      UploadState state,
      String fileName,
      CompletionPlan.Whole whole)
      throws FileFailure {
    ObjectKey key = command.key();
    ObjectMetadata metadata = state.info().spec().metadata();
    Checksum checksum = command.checksum();
    List<Checksum> checksums = checksum == null ? List.of() : List.of(checksum);
    // What checksums of parts are by, the object's says; without it they are just numbers.
    var layout = checksums.isEmpty() ? whole.layout().withoutChecksums() : whole.layout();
    var claim = new ContentClaim(command.tag(), checksums, layout);
    try (Held _ = workings.keys().lock(key)) {
      Refusal refusal =
          command.conditions().isEmpty()
              ? null
              : command.conditions().writeRefusal(workings.freshener().current(key));
      if (refusal != null) {
        return new VolumeReply.Refused(refusal);
      }
      try (StagedFile file = files.staging().openInFolder(command.uploadId(), fileName, false)) {
        file.truncate(whole.sizeBytes());
        file.seal(metadata, claim);
      }
      files.append(
          command.uploadId(),
          new JournalLine.Completing(fileName, command.tag().value(), checksum));
      VolumeReply reply =
          commits.publishLocked(
              new Commits.Staged(
                  key, UploadFiles.path(command.uploadId(), fileName), metadata, claim),
              command.conditions());
      if (!(reply instanceof VolumeReply.Committed)) {
        return reply;
      }
    }
    return end(command, state);
  }

  private VolumeReply end(VolumeCommand.CompleteUpload command, UploadState state)
      throws FileFailure {
    var line =
        new JournalLine.Completed(
            command.tag().value(), command.checksum(), workings.clock().millis());
    state.end(line);
    files.append(command.uploadId(), line);
    removeParts(command.uploadId());
    workings.index().removeUpload(command.uploadId());
    return new VolumeReply.Completed(command.tag(), command.checksum());
  }

  private void removeParts(String uploadId) throws FileFailure {
    for (StoredPart part : workings.index().partsAfter(uploadId, 0, MOST_PARTS)) {
      JournalLine.Part line = Uploads.part(part);
      if (!line.isInSlot()) {
        files.remove(uploadId, line.fileName());
      }
    }
    files.remove(uploadId, UploadFiles.BODY);
  }
}
