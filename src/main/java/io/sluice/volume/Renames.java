package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.Move;
import io.sluice.files.PublishMode;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Conditions;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives objects other keys without moving data: one renameat2(2) under the locks of both keys. What
 * S3 knows of the object lies on its inode and goes along; its row moves in the same moment.
 */
final class Renames {
  /** How often a file may change between looking at it and renaming it. */
  private static final int ROUNDS = 4;

  private static final Refusal NO_SUCH_KEY =
      new Refusal(Reason.NO_SUCH_KEY, "The specified key does not exist.");

  private final VolumeRoot root;
  private final Freshener freshener;
  private final IndexUpdates updates;
  private final KeyLocks keys;
  private final Publisher publisher;
  private final Commits commits;
  private final Removals removals;
  private final PrefixRenames prefixes;
  private final Outcomes outcomes = new Outcomes(4096);

  Renames(Workings workings, Commits commits, Removals removals) {
    this.root = workings.root();
    this.freshener = workings.freshener();
    this.updates = workings.updates();
    this.keys = workings.keys();
    this.publisher = workings.publisher();
    this.commits = commits;
    this.removals = removals;
    this.prefixes = new PrefixRenames(workings, commits, removals);
  }

  VolumeReply rename(VolumeCommand.Rename command) throws FileFailure {
    if (command.source().isDirectory()) {
      return prefixes.rename(command, outcomes);
    }
    try (Held _ = keys.lock(command.source(), command.target())) {
      VolumeReply known = repeated(command, outcomes);
      if (known != null) {
        return known;
      }
      VolumeReply reply = carryOut(command);
      if (reply instanceof VolumeReply.Done) {
        outcomes.remember(command.ticket(), command, reply);
      }
      return reply;
    }
  }

  /** The answer to a command that was carried out before, null when it was not. */
  static @Nullable VolumeReply repeated(VolumeCommand.Rename command, Outcomes outcomes) {
    Outcomes.Outcome before = outcomes.of(command.ticket());
    if (before == null) {
      return null;
    }
    return before.command() instanceof VolumeCommand.Rename first && first.isSame(command)
        ? before.reply()
        : new VolumeReply.Refused(
            new Refusal(
                Reason.IDEMPOTENCY_PARAMETER_MISMATCH,
                "The client token was used before, with other parameters."));
  }

  /** Whether a former owner has done what is asked again: the source's inode has the new name. */
  static boolean wasDone(VolumeCommand.Rename command, VolumeRoot root) throws FileFailure {
    if (!command.repeated() || command.sourceInode() == 0) {
      return false;
    }
    FileStatus target = root.status(command.target());
    return target != null && target.identity().inode() == command.sourceInode();
  }

  /** Whether nobody can tell any more, since the source is not the file that it was. */
  static boolean isDoubtful(VolumeCommand.Rename command, VolumeRoot root) throws FileFailure {
    if (!command.repeated()) {
      return false;
    }
    FileStatus source = root.status(command.source());
    return source == null || source.identity().inode() != command.sourceInode();
  }

  private VolumeReply carryOut(VolumeCommand.Rename command) throws FileFailure {
    if (wasDone(command, root)) {
      return new VolumeReply.Done();
    }
    if (isDoubtful(command, root)) {
      return new VolumeReply.Refused(Repetition.UNKNOWN);
    }
    for (int round = 1; round <= ROUNDS; round++) {
      ObjectEntry entry = freshener.current(command.source());
      Refusal refusal = refusal(command, entry);
      if (refusal != null || entry == null) {
        return new VolumeReply.Refused(refusal == null ? NO_SUCH_KEY : refusal);
      }
      VolumeReply reply = rename(command, entry);
      if (reply != null) {
        return reply;
      }
    }
    return new VolumeReply.Refused(
        new Refusal(
            Reason.CONDITIONAL_REQUEST_CONFLICT,
            "The object is being changed by others at the moment; try again."));
  }

  private @Nullable Refusal refusal(VolumeCommand.Rename command, @Nullable ObjectEntry source)
      throws FileFailure {
    if (source == null) {
      return NO_SUCH_KEY;
    }
    if (command.ofSource().evaluate(source) != Conditions.Outcome.PROCEED) {
      return new Refusal(
          Reason.PRECONDITION_FAILED, "A condition on the source of the rename does not hold.");
    }
    Refusal refusal = commits.conflict(command.target());
    if (refusal != null || command.conditions().isEmpty()) {
      return refusal;
    }
    ObjectEntry replaced = freshener.current(command.target());
    // Unlike a body, a rename names "modified since" of an object that must be there.
    return replaced == null && command.conditions().ifModifiedSince() != null
        ? new Refusal(Reason.PRECONDITION_FAILED, "There is no object that was modified since.")
        : command.conditions().writeRefusal(replaced);
  }

  /** Null when the source is another file by now, or in another state. */
  private @Nullable VolumeReply rename(VolumeCommand.Rename command, ObjectEntry entry)
      throws FileFailure {
    ObjectKey target = command.target();
    boolean create = command.conditions().ifNoneMatch().contains(Conditions.ANY);
    Move move =
        new Move(
            command.source(),
            target,
            entry.identity(),
            entry.claim(),
            create ? PublishMode.CREATE : PublishMode.REPLACE);
    boolean done = false;
    try {
      Optional<FileStatus> status =
          publisher.inDirectory(
              target.parent(),
              () -> Optional.ofNullable(root.move(move, moved -> index(entry, target, moved))));
      done = status.isPresent();
      if (status.isEmpty()) {
        return null;
      }
      return new VolumeReply.Done();
    } catch (FileFailure failure) {
      if (failure.errno() == Errno.EEXIST && create) {
        return new VolumeReply.Refused(
            new Refusal(
                Reason.PRECONDITION_FAILED, "Another writer made the key first (If-None-Match)."));
      }
      throw failure;
    } finally {
      // Either what was left is empty, or what was made for nothing.
      removals.prune(done ? command.source().parent() : target.parent());
    }
  }

  private void index(ObjectEntry entry, ObjectKey target, FileStatus status) {
    FileIdentity before = entry.identity();
    FileIdentity after = status.identity();
    if (before.inode() != after.inode()) {
      // A pod put another file in one of the places meanwhile: read when it is asked for.
      updates.removed(entry.key());
      updates.removed(target);
      return;
    }
    boolean unchanged =
        before.sizeBytes() == after.sizeBytes() && before.mtimeNanos() == after.mtimeNanos();
    updates.moved(
        entry.key(),
        new ObjectEntry(
            target,
            after,
            entry.metadata(),
            unchanged ? entry.claim() : null,
            unchanged ? entry.doubted() : null));
  }

  void close() {
    prefixes.close();
  }
}
