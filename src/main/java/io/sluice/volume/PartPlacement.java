package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.OpenFile;
import io.sluice.files.StagedFile;
import io.sluice.index.VolumeIndex;
import io.sluice.model.PartContent;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where a part's bytes go. Parts of the regular size have a slot each in one file, at the
 * offset that they will have in the object; a part of another size, one sent again, or one sent
 * twice at once goes to a file of its own. A slot that holds an acknowledged part is never written
 * again.
 */
final class PartPlacement {
  private static final Logger log = LoggerFactory.getLogger(PartPlacement.class);

  private final Workings workings;
  private final VolumeIndex index;
  private final UploadFiles files;
  private final UploadStates states;
  private final SpaceLedger space;
  private final UploadEnds ends;
  private final Outcomes outcomes = new Outcomes(4096);

  PartPlacement(Workings workings, UploadFiles files, UploadStates states) {
    this.workings = workings;
    this.index = workings.index();
    this.files = files;
    this.states = states;
    this.space = workings.space();
    this.ends = new UploadEnds(workings, files);
  }

  VolumeReply start(VolumeCommand.StartPart command) throws FileFailure {
    try (UploadState state = states.locked(command.key(), command.uploadId())) {
      if (state == null || isOver(state)) {
        return new VolumeReply.Refused(Uploads.NO_SUCH_UPLOAD);
      }
      return switch (space.promise(command.declaredBytes())) {
        case SpaceLedger.Full(Refusal full) -> new VolumeReply.Refused(full);
        case SpaceLedger.Promised(long reservation) -> start(state, command, reservation);
      };
    }
  }

  private boolean isOver(UploadState state) throws FileFailure {
    ends.settle(state);
    return state.isEnded();
  }

  private VolumeReply start(UploadState state, VolumeCommand.StartPart command, long reservation) {
    int number = command.number();
    long bytes = command.declaredBytes();
    state.learnSize(number, bytes);
    long ticket = workings.random().nextLong();
    UploadState.Attempt attempt =
        isSlotFree(state, number, bytes)
            ? new UploadState.Attempt(number, UploadFiles.BODY, slot(state, number), reservation)
            : new UploadState.Attempt(
                number, ownFile(number) + Long.toHexString(ticket), 0, reservation);
    state.start(ticket, attempt);
    return new VolumeReply.PartStarted(
        number, ticket, attempt.fileName(), attempt.offsetBytes(), state.info());
  }

  private static String ownFile(int number) {
    return "part-" + number + "-";
  }

  private boolean isSlotFree(UploadState state, int number, long bytes) {
    if (state.unitBytes() == 0 || bytes <= 0 || bytes > state.unitBytes()) {
      return false;
    }
    if (state.isSlotTaken(number)) {
      return false;
    }
    JournalLine.Part before = Uploads.acknowledged(index, state, number);
    return before == null || !before.isInSlot();
  }

  private static long slot(UploadState state, int number) {
    return Math.multiplyExact(number - 1L, state.unitBytes());
  }

  VolumeReply finish(VolumeCommand.FinishPart command) throws FileFailure {
    try (UploadState state = states.locked(command.uploadId())) {
      String ticket = command.uploadId() + '/' + command.place().ticket();
      Outcomes.Outcome before = outcomes.of(ticket);
      if (before != null) {
        return before.reply();
      }
      if (state == null) {
        return new VolumeReply.Refused(Uploads.NO_SUCH_UPLOAD);
      }
      if (isAcknowledged(state, command)) {
        return new VolumeReply.PartFinished();
      }
      UploadState.Attempt known = state.attempt(command.place().ticket());
      UploadState.Attempt attempt = known != null ? known : adopted(state, command);
      if (attempt == null || isOver(state)) {
        return new VolumeReply.Refused(Uploads.NO_SUCH_UPLOAD);
      }
      if (attempt.isInSlot() && command.content().sizeBytes() > state.unitBytes()) {
        throw new IllegalStateException("a part ran over its slot");
      }
      Refusal full = space.arrived(attempt.reservation(), command.content().sizeBytes());
      if (full != null) {
        return new VolumeReply.Refused(full); // The gateway cancels the part, and its file goes.
      }
      acknowledge(state, attempt, command);
      VolumeReply reply = new VolumeReply.PartFinished();
      outcomes.remember(ticket, command, reply);
      return reply;
    }
  }

  /** Told from the journal's row, which outlives those who remember. */
  private boolean isAcknowledged(UploadState state, VolumeCommand.FinishPart command) {
    JournalLine.Part part = Uploads.acknowledged(index, state, command.place().number());
    return part != null && part.ticket() == command.place().ticket() && part.ticket() != 0;
  }

  /**
   * An attempt that a former owner began, whose gateway has gone on writing: it has its place for
   * itself, since no owner gives one out twice.
   */
  private UploadState.@Nullable Attempt adopted(UploadState state, VolumeCommand.FinishPart command)
      throws FileFailure {
    VolumeCommand.PartPlace place = command.place();
    var attempt = new UploadState.Attempt(place.number(), place.fileName(), place.offsetBytes(), 0);
    if (!state.areSlotsClosed() || !files.exists(state.id(), place.fileName())) {
      return null;
    }
    if (!attempt.isInSlot()) {
      return place.fileName().startsWith(ownFile(place.number())) ? attempt : null;
    }
    JournalLine.Part before = Uploads.acknowledged(index, state, place.number());
    if (before != null && before.isInSlot()) {
      return null;
    }
    long unit =
        place.number() == 1
            ? command.content().sizeBytes()
            : place.offsetBytes() / (place.number() - 1L);
    state.learnUnit(unit);
    return place.offsetBytes() == slot(state, place.number()) ? attempt : null;
  }

  private void acknowledge(
      UploadState state, UploadState.Attempt attempt, VolumeCommand.FinishPart command)
      throws FileFailure {
    PartContent content = command.content();
    String uploadId = state.info().uploadId();
    int number = attempt.number();
    String fileName = attempt.fileName();
    long offset = attempt.offsetBytes();
    // The size of regular parts may have become known meanwhile: move in now, so that Complete need
    // not.
    boolean moved = !attempt.isInSlot() && isSlotFree(state, number, content.sizeBytes());
    if (moved) {
      offset = slot(state, number);
      long slot = offset;
      LostParts.refusing(
          number, () -> moveIn(uploadId, attempt.fileName(), content.sizeBytes(), slot));
      fileName = UploadFiles.BODY;
    }
    JournalLine.Body body = fileName.equals(UploadFiles.BODY) ? body(uploadId) : null;
    JournalLine.Part before = Uploads.acknowledged(index, state, number);
    long now = workings.clock().millis();
    long ticket = command.place().ticket();
    var line = new JournalLine.Part(number, content, fileName, offset, now, ticket, body);
    record(state, line);
    // Over, whatever fails from here on: were it cancelled, its file would go, which now counts.
    state.finish(ticket);
    space.release(attempt.reservation());
    long replaced = before == null ? 0 : before.content().sizeBytes();
    space.stagedChanged(content.sizeBytes() - replaced);
    if (moved) {
      removeUnused(uploadId, attempt.fileName());
    }
    if (before != null && !before.isInSlot()) {
      removeUnused(uploadId, before.fileName());
    }
  }

  private JournalLine.@Nullable Body body(String uploadId) throws FileFailure {
    JournalLine.Body body = files.body(uploadId);
    // A file that another node has just made may not be seen here yet.
    if (body == null && !files.areShared()) {
      throw Refusal.exception(
          Reason.SLOW_DOWN, "The upload's file was removed while the part came; send it again.");
    }
    return body;
  }

  // What stays goes with the upload, or at the next start.
  private void removeUnused(String uploadId, String fileName) {
    try {
      files.remove(uploadId, fileName);
    } catch (FileFailure failure) {
      log.atWarn().addKeyValue("upload", uploadId).log(failure.getMessage());
    }
  }

  private void record(UploadState state, JournalLine.Part line) throws FileFailure {
    boolean recorded = false;
    try {
      append(state, line);
      index.putPart(state.id(), line.number(), UploadFiles.toJson(line));
      state.parts().put(line);
      recorded = true;
    } finally {
      if (!recorded) {
        // Journal and index may say more than memory.
        state.parts().forget();
      }
    }
  }

  private void append(UploadState state, JournalLine.Part line) throws FileFailure {
    boolean appended = false;
    try {
      files.append(state.id(), line);
      appended = true;
    } finally {
      // A failed sync may have left the whole line: then these bytes must stay as it says.
      if (!appended && line.isInSlot()) {
        state.doubtSlot(line.number());
      }
    }
  }

  /** Copies a part from its own file into the file of regular parts, within the kernel. */
  void moveIn(String uploadId, String fileName, long sizeBytes, long offsetBytes)
      throws FileFailure {
    try (OpenFile source = files.staging().openForRead(UploadFiles.path(uploadId, fileName));
        StagedFile body = files.staging().openInFolder(uploadId, UploadFiles.BODY, true)) {
      if (source == null) {
        throw new FileFailure(Errno.ENOENT, "open", fileName);
      }
      body.copyFrom(source, 0, sizeBytes, offsetBytes);
      body.sync();
    }
  }

  VolumeReply cancel(VolumeCommand.CancelPart command) throws FileFailure {
    try (UploadState state = states.locked(command.uploadId())) {
      UploadState.Attempt attempt = state == null ? null : state.finish(command.ticket());
      if (state == null || attempt == null) {
        return new VolumeReply.Done();
      }
      space.release(attempt.reservation());
      // A slot's file is the upload's, until the upload has ended without it.
      if (!attempt.isInSlot() || (state.isEnded() && !state.areSlotsBusy())) {
        files.remove(command.uploadId(), attempt.fileName());
      }
      return new VolumeReply.Done();
    }
  }
}
