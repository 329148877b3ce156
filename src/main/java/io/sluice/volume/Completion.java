package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.OpenFile;
import io.sluice.files.StagedFile;
import io.sluice.model.Checksum;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Refusal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes uploads. The order is what makes it safe: the file is prepared, the journal says what
 * is about to happen, the file gets its name in one step under the key's lock if the conditions
 * hold, and the journal says what became of it. A crash in between is told from the journal and
 * from whether the file is still in staging. What takes long is done before the key's lock is
 * taken.
 */
final class Completion {
  private static final Logger log = LoggerFactory.getLogger(Completion.class);
  private static final int MOST_PARTS = 10_000;

  private final Workings workings;
  private final Commits commits;
  private final PartPlacement placement;
  private final UploadFiles files;
  private final UploadStates states;
  private final UploadEnds ends;

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
    this.ends = new UploadEnds(workings, files);
  }

  VolumeReply complete(VolumeCommand.CompleteUpload command) throws FileFailure {
    // A second Complete waits here for the first, and then gets the same answer.
    try (UploadState state = states.locked(command.key(), command.uploadId())) {
      if (state == null) {
        return new VolumeReply.Refused(Uploads.NO_SUCH_UPLOAD);
      }
      ends.settle(state);
      JournalLine.Completed answer = state.answer();
      if (answer != null) {
        return new VolumeReply.Completed(new EntityTag(answer.tag()), answer.checksum());
      }
      if (state.isEnded()) {
        return new VolumeReply.Refused(Uploads.NO_SUCH_UPLOAD);
      }
      try {
        return complete(command, state);
      } finally {
        state.copying(false);
      }
    }
  }

  private VolumeReply complete(VolumeCommand.CompleteUpload command, UploadState state)
      throws FileFailure {
    CompletionPlan plan = plan(command, state);
    if (plan instanceof CompletionPlan.Refused(Refusal refusal)) {
      return new VolumeReply.Refused(refusal);
    }
    // Decided again when it is published, but a copy that will be refused need not be made.
    Refusal early = commits.conflict(command.key());
    if (early == null) {
      early = commits.conditionRefusal(command.key(), command.conditions());
    }
    if (early != null) {
      return new VolumeReply.Refused(early);
    }
    return switch (plan) {
      case CompletionPlan.Refused(Refusal refusal) -> new VolumeReply.Refused(refusal);
      case CompletionPlan.InPlace inPlace -> inPlace(command, state, inPlace);
      case CompletionPlan.Assemble assemble -> assemble(command, state, assemble);
    };
  }

  private CompletionPlan plan(VolumeCommand.CompleteUpload command, UploadState state) {
    List<JournalLine.Part> stored = Uploads.partsAfter(workings.index(), state, 0, MOST_PARTS);
    var situation = new CompletionPlan.Situation(stored, state.unitBytes(), state.areSlotsBusy());
    return CompletionPlan.of(command.parts(), command.declaredBytes(), situation);
  }

  private VolumeReply inPlace(
      VolumeCommand.CompleteUpload command, UploadState state, CompletionPlan.InPlace plan)
      throws FileFailure {
    String uploadId = command.uploadId();
    if (!plan.moves().isEmpty() && !plan.slots().isEmpty()) {
      // What is moved may make a file whole again that was cut.
      LostParts.refusing(plan.slots().getFirst().number(), () -> requireSlots(uploadId, plan));
    }
    state.copying(!plan.moves().isEmpty());
    for (JournalLine.Part part : plan.moves()) {
      long size = part.content().sizeBytes();
      long offset = (part.number() - 1L) * state.unitBytes();
      LostParts.refusing(
          part.number(), () -> placement.moveIn(uploadId, part.fileName(), size, offset));
    }
    return publish(command, state, new Prepared(UploadFiles.BODY, plan.slots(), plan.whole()));
  }

  private void requireSlots(String uploadId, CompletionPlan.InPlace plan) throws FileFailure {
    try (StagedFile body = files.staging().openInFolder(uploadId, UploadFiles.BODY, false)) {
      LostParts.refuse(plan.slots(), body, files.body(uploadId, body.inode()));
    }
  }

  private VolumeReply assemble(
      VolumeCommand.CompleteUpload command, UploadState state, CompletionPlan.Assemble plan)
      throws FileFailure {
    String uploadId = command.uploadId();
    boolean published = false;
    state.copying(true);
    try {
      putTogether(uploadId, plan);
      VolumeReply reply =
          publish(command, state, new Prepared(files.assembled(), List.of(), plan.whole()));
      published = true;
      return reply;
    } finally {
      // Once it was announced, only the journal may say that it is no longer wanted.
      if (!published && state.announced() == null) {
        files.remove(uploadId, files.assembled());
      }
    }
  }

  private void putTogether(String uploadId, CompletionPlan.Assemble plan) throws FileFailure {
    files.remove(uploadId, files.assembled());
    try (StagedFile whole = files.staging().openInFolder(uploadId, files.assembled(), true)) {
      long offset = 0;
      for (JournalLine.Part part : plan.parts()) {
        long at = offset;
        LostParts.refusing(part.number(), () -> copy(uploadId, part, whole, at));
        offset += part.content().sizeBytes();
      }
    }
  }

  private void copy(String uploadId, JournalLine.Part part, StagedFile whole, long offset)
      throws FileFailure {
    String name = UploadFiles.path(uploadId, part.fileName());
    try (OpenFile source = files.staging().openForRead(name)) {
      if (source == null || isElsewhere(uploadId, part, source)) {
        throw LostParts.refusal(part.number());
      }
      whole.copyFrom(source, part.offsetBytes(), part.content().sizeBytes(), offset);
    }
  }

  private boolean isElsewhere(String uploadId, JournalLine.Part part, OpenFile source)
      throws FileFailure {
    return part.body() != null
        && part.isElsewhere(files.body(uploadId, source.status().identity().inode()));
  }

  private VolumeReply publish(
      VolumeCommand.CompleteUpload command, UploadState state, Prepared prepared)
      throws FileFailure {
    CompletionPlan.Whole whole = prepared.whole();
    ObjectMetadata metadata = state.info().spec().metadata();
    Checksum checksum = command.checksum();
    List<Checksum> checksums = checksum == null ? List.of() : List.of(checksum);
    // What checksums of parts are by, the object's says; without it they are just numbers.
    var layout = checksums.isEmpty() ? whole.layout().withoutChecksums() : whole.layout();
    var claim = new ContentClaim(command.tag(), checksums, layout);
    workings.tenure().prove();
    try (StagedFile file = open(command.uploadId(), prepared)) {
      file.truncate(whole.sizeBytes());
      file.seal(metadata, claim);
    }
    var announced =
        new JournalLine.Completing(prepared.fileName(), command.tag().value(), checksum);
    String staged = UploadFiles.path(command.uploadId(), prepared.fileName());
    VolumeReply reply =
        announced(
            state,
            announced,
            () ->
                commits.publish(
                    new Commits.Staged(command.key(), staged, metadata, claim),
                    command.conditions()));
    if (!(reply instanceof VolumeReply.Committed)) {
      return reply;
    }
    ends.completed(state, announced, whole.storedBytes());
    return new VolumeReply.Completed(command.tag(), checksum);
  }

  /**
   * The file that is about to be the object.
   *
   * @param slots the parts that were written to it when they came
   */
  private record Prepared(
      String fileName, List<JournalLine.Part> slots, CompletionPlan.Whole whole) {}

  /** Never one that lacks something: to cut it to size would fill that with zeros. */
  private StagedFile open(String uploadId, Prepared prepared) throws FileFailure {
    StagedFile file = opened(uploadId, prepared.fileName());
    boolean whole = false;
    try {
      if (!prepared.slots().isEmpty()) {
        LostParts.refuse(prepared.slots(), file, files.body(uploadId, file.inode()));
      }
      if (file.soleBytes() < prepared.whole().sizeBytes()) {
        throw LostParts.refusal(1);
      }
      whole = true;
      return file;
    } finally {
      if (!whole) {
        file.close();
      }
    }
  }

  private StagedFile opened(String uploadId, String fileName) throws FileFailure {
    try {
      return files.staging().openInFolder(uploadId, fileName, false);
    } catch (FileFailure failure) {
      if (LostParts.isLoss(failure)) {
        throw LostParts.refusal(1);
      }
      throw failure;
    }
  }

  private interface Publishing {
    VolumeReply publish() throws FileFailure;
  }

  /** Writes down what is about to happen, does it, and finds out what happened if it failed. */
  private VolumeReply announced(
      UploadState state, JournalLine.Completing announced, Publishing publishing)
      throws FileFailure {
    VolumeReply reply = null;
    state.announce(announced);
    try {
      files.append(state.id(), announced);
      reply = publishing.publish();
      return reply;
    } finally {
      if (!(reply instanceof VolumeReply.Committed)) {
        settle(state);
      }
    }
  }

  private void settle(UploadState state) {
    try {
      ends.settle(state);
    } catch (FileFailure failure) {
      // It stays announced: the next command for this upload, or the next start, tries again.
      log.atWarn().addKeyValue("upload", state.id()).log(failure.getMessage());
    }
  }
}
