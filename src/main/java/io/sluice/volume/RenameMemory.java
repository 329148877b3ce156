package io.sluice.volume;

import io.sluice.bus.VolumeCommand.Rename;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Which renames were carried out, by this owner or by one before, so that none is done twice. To be
 * asked and told under the locks of both keys.
 */
final class RenameMemory {
  private static final VolumeReply DONE = new VolumeReply.Done();
  private static final VolumeReply UNKNOWN = new VolumeReply.Refused(Repetition.UNKNOWN);

  private final VolumeRoot root;
  private final RenameNotes notes;
  private final Outcomes outcomes = new Outcomes(4096);

  RenameMemory(VolumeRoot root, Tenure tenure) {
    this.root = root;
    this.notes = new RenameNotes(root, tenure);
  }

  /** The answer to one that came before, null when it is to be carried out. */
  @Nullable VolumeReply answer(Rename command) throws FileFailure {
    Outcomes.Outcome before = outcomes.of(command.ticket());
    if (before != null) {
      return before.command() instanceof Rename first && first.isSame(command)
          ? before.reply()
          : new VolumeReply.Refused(
              new Refusal(
                  Reason.IDEMPOTENCY_PARAMETER_MISMATCH,
                  "The client token was used before, with other parameters."));
    }
    return command.repeated() ? ofFormerOwner(command) : null;
  }

  private @Nullable VolumeReply ofFormerOwner(Rename command) throws FileFailure {
    long inode = command.sourceInode();
    FileStatus target = root.status(command.target());
    if (inode != 0 && target != null && target.identity().inode() == inode) {
      return notes.isLast(inode, command.ticket()) ? DONE : UNKNOWN;
    }
    FileStatus source = root.status(command.source());
    boolean isUntouched = source != null && source.identity().inode() == inode;
    return isUntouched ? null : UNKNOWN;
  }

  /** Must come right before the rename itself. */
  void begins(Rename command, long inode) {
    notes.note(inode, command.ticket());
  }

  /** Says and remembers that it was carried out. */
  VolumeReply done(Rename command) {
    outcomes.remember(command.ticket(), command, DONE);
    return DONE;
  }
}
