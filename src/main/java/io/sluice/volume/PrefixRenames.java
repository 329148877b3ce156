package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives a directory with all beneath it another name: one rename, whatever it holds. All keys are
 * locked for that moment, so every other change through S3 comes before it or after it.
 *
 * <pre>
 *   all keys locked:  renameat2, both parents synced; the rows beneath old/ go, new/ is unread
 *   unlocked:         the rows come back beneath new/, in batches (RowHeirs)
 * </pre>
 *
 * <p>From the first line on everything is right: HEAD and GET look at files, and a listing reads
 * what is unread. The rows only save it from reading what was known, so a crash loses no more.
 */
final class PrefixRenames {
  private static final Conditions IF_ABSENT =
      new Conditions(List.of(), List.of(Conditions.ANY), null, null);

  private final VolumeRoot root;
  private final VolumeIndex index;
  private final IndexUpdates updates;
  private final KeyLocks keys;
  private final Publisher publisher;
  private final Commits commits;
  private final Removals removals;
  private final RowHeirs heirs;
  private final RenameMemory memory;

  PrefixRenames(Workings workings, Commits commits, Removals removals, RenameMemory memory) {
    this.memory = memory;
    this.root = workings.root();
    this.index = workings.index();
    this.updates = workings.updates();
    this.keys = workings.keys();
    this.publisher = workings.publisher();
    this.commits = commits;
    this.removals = removals;
    this.heirs = new RowHeirs(workings.updates(), workings.freshener(), workings.keys());
  }

  VolumeReply rename(VolumeCommand.Rename command) throws FileFailure {
    Refusal refusal = unlike(command);
    if (refusal != null) {
      return new VolumeReply.Refused(refusal);
    }
    RowHeirs.Estate estate = null;
    boolean inherited = false;
    try {
      VolumeReply reply;
      try (Held _ = keys.lockAll()) {
        VolumeReply known = memory.answer(command);
        if (known != null) {
          return known;
        }
        FileStatus directory = root.status(command.source());
        refusal = refusal(command, directory);
        if (refusal == null && directory != null) {
          // Sees the rows as they are now, also once they are gone.
          estate = new RowHeirs.Estate(index.scan(), command.source(), command.target());
          memory.begins(command, directory.identity().inode());
          refusal = move(command);
        }
        reply = refusal == null ? memory.done(command) : new VolumeReply.Refused(refusal);
      }
      if (refusal == null && estate != null) {
        inherited = true;
        heirs.inherit(estate);
      }
      return reply;
    } finally {
      if (estate != null && !inherited) {
        estate.close(); // Else the index stays locked for as long as this process lives.
      }
    }
  }

  /** Why a directory can't be renamed so, whatever the volume holds. */
  private static @Nullable Refusal unlike(VolumeCommand.Rename command) {
    if (command.target().startsWith(command.source())) {
      return new Refusal(Reason.INVALID_REQUEST, "A prefix can't be renamed to within itself.");
    }
    boolean supported =
        command.ofSource().isEmpty()
            && (command.conditions().isEmpty() || command.conditions().equals(IF_ABSENT));
    return supported
        ? null
        : new Refusal(
            Reason.NOT_IMPLEMENTED,
            "Of conditions, the rename of a prefix has only If-None-Match: *.");
  }

  private @Nullable Refusal refusal(VolumeCommand.Rename command, @Nullable FileStatus source)
      throws FileFailure {
    if (source == null || source.type() != FileType.DIRECTORY) {
      return noSuchPrefix();
    }
    return commits.conflict(command.target());
  }

  private @Nullable Refusal move(VolumeCommand.Rename command) throws FileFailure {
    ObjectKey source = command.source();
    ObjectKey target = command.target();
    boolean done = false;
    try {
      done =
          publisher
              .inDirectory(
                  target.parent(),
                  () ->
                      Optional.ofNullable(
                          root.moveDirectory(
                              source, target, () -> updates.directoryMoved(source, target))))
              .isPresent();
      return done ? null : noSuchPrefix();
    } catch (FileFailure failure) {
      Refusal refusal = refusal(failure.errno(), !command.conditions().isEmpty());
      if (refusal == null) {
        throw failure;
      }
      return refusal;
    } finally {
      removals.prune(done ? source.parent() : target.parent());
    }
  }

  private static @Nullable Refusal refusal(Errno errno, boolean ifAbsent) {
    return switch (errno) {
      case EEXIST, ENOTEMPTY ->
          ifAbsent
              ? new Refusal(
                  Reason.PRECONDITION_FAILED, "Something has the new name (If-None-Match).")
              : new Refusal(
                  Reason.KEY_CONFLICT,
                  "Something has the new name: a prefix is renamed only to one that is not there.");
      case EBUSY, EXDEV ->
          new Refusal(
              Reason.INVALID_REQUEST, "Another file system is mounted at the prefix or between.");
      default -> null;
    };
  }

  private static Refusal noSuchPrefix() {
    return new Refusal(Reason.NO_SUCH_KEY, "There is no directory of this name.");
  }

  void close() {
    heirs.close();
  }
}
