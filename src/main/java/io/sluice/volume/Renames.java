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
  private final RenameMemory memory;

  Renames(Workings workings, Commits commits, Removals removals) {
    this.root = workings.root();
    this.freshener = workings.freshener();
    this.updates = workings.updates();
    this.keys = workings.keys();
    this.publisher = workings.publisher();
    this.commits = commits;
    this.removals = removals;
    this.memory = new RenameMemory(root, workings.tenure());
    this.prefixes = new PrefixRenames(workings, commits, removals, memory);
  }

  VolumeReply rename(VolumeCommand.Rename command) throws FileFailure {
    if (command.source().isDirectory()) {
      return prefixes.rename(command);
    }
    try (Held _ = keys.lock(command.source(), command.target())) {
      VolumeReply known = memory.answer(command);
      return known == null ? carryOut(command) : known;
    }
  }

  private VolumeReply carryOut(VolumeCommand.Rename command) throws FileFailure {
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
              () -> {
                memory.begins(command, entry.identity().inode());
                return Optional.ofNullable(root.move(move, moved -> index(entry, target, moved)));
              });
      done = status.isPresent();
      return done ? memory.done(command) : null;
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
