package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.FileRefusals;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.files.StoredAttributes;
import io.sluice.files.UnsyncedNames;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes objects. Directories that S3 made go with their last object; those of pods stay, unless a
 * client names the empty directory itself, as the listing shows it.
 */
final class Removals {
  private static final Logger log = LoggerFactory.getLogger(Removals.class);

  private final VolumeRoot root;
  private final Freshener freshener;
  private final IndexUpdates updates;
  private final KeyLocks keys;
  private final TreeLocks trees;
  private final Tenure tenure;
  private final AtomicInteger underWay = new AtomicInteger();

  Removals(Workings workings) {
    this.root = workings.root();
    this.freshener = workings.freshener();
    this.updates = workings.updates();
    this.keys = workings.keys();
    this.trees = workings.trees();
    this.tenure = workings.tenure();
  }

  VolumeReply delete(VolumeCommand.Delete command) {
    List<Optional<Refusal>> outcomes = new ArrayList<>(command.targets().size());
    UnsyncedNames unsynced = new UnsyncedNames();
    Optional<Refusal> unkept;
    underWay.incrementAndGet();
    try {
      for (VolumeCommand.Delete.Target target : command.targets()) {
        outcomes.add(deleteOne(target, command.repeated(), unsynced));
      }
    } finally {
      try {
        unkept = sync(unsynced); // Also if we are no owner any more: the next one finds them gone.
      } finally {
        underWay.decrementAndGet();
      }
    }
    return new VolumeReply.Deleted(
        outcomes.stream().map(outcome -> outcome.or(() -> unkept)).toList());
  }

  /** Once for all: a sync for each takes longer than all the rest. */
  private Optional<Refusal> sync(UnsyncedNames unsynced) {
    try {
      root.sync(unsynced);
      return Optional.empty();
    } catch (FileFailure failure) {
      log.atWarn().log("removed, but not synced: " + failure.getMessage());
      return Optional.of(FileRefusals.of(failure));
    }
  }

  private Optional<Refusal> deleteOne(
      VolumeCommand.Delete.Target target, boolean repeated, UnsyncedNames unsynced) {
    try (Held _ = keys.lock(target.key())) {
      if (repeated && !isAsSeen(target)) {
        return isGone(target) ? Optional.empty() : Optional.of(Repetition.UNKNOWN);
      }
      if (!target.conditions().isEmpty()) {
        Refusal refusal = target.conditions().deleteRefusal(freshener.current(target.key()));
        if (refusal != null) {
          return Optional.of(refusal);
        }
      }
      if (target.key().isDirectory()) {
        removeDirectoryObject(target.key(), unsynced);
      } else {
        removeFile(target.key(), unsynced);
      }
      return Optional.empty();
    } catch (FileFailure failure) {
      // S3 answers a delete of what is not there like any other.
      return isAbsence(failure.errno()) ? Optional.empty() : Optional.of(FileRefusals.of(failure));
    }
  }

  /** Whether it certainly was not removed before: the file is the one that was there. */
  private boolean isAsSeen(VolumeCommand.Delete.Target target) throws FileFailure {
    FileStatus now = root.status(target.key());
    return now != null && now.identity().equals(target.seen());
  }

  /** Whether nothing is left to do; under a condition it matters who did it. */
  private boolean isGone(VolumeCommand.Delete.Target target) throws FileFailure {
    return target.conditions().isEmpty() && root.status(target.key()) == null;
  }

  private static boolean isAbsence(Errno errno) {
    return switch (errno) {
      case ENOENT, ENOTDIR, ELOOP, EISDIR, ENAMETOOLONG -> true;
      default -> false;
    };
  }

  private void removeFile(ObjectKey key, UnsyncedNames unsynced) throws FileFailure {
    boolean removed;
    boolean isKnown;
    // Removing a large file takes a while, and its name is free from the start.
    try (Watch since = updates.removing(key)) {
      removed = unlink(key, unsynced);
      isKnown = updates.removed(key, since);
    }
    if (!isKnown) {
      ObjectEntry _ = freshener.current(key);
    }
    if (removed) {
      prune(key.parent(), unsynced);
    }
  }

  private boolean unlink(ObjectKey key, UnsyncedNames unsynced) throws FileFailure {
    FileStatus before = root.status(key);
    // A link, FIFO or device is no object: nothing of that name exists for S3.
    if (before == null || before.type() != FileType.REGULAR) {
      foundGone(key, unsynced);
      return false;
    }
    tenure.prove();
    return root.remove(key, tenure.epoch(), unsynced);
  }

  /**
   * Perhaps another request has just removed it, and not synced that yet: who is told that it is
   * gone may rely on that as well.
   */
  private void foundGone(ObjectKey key, UnsyncedNames unsynced) {
    if (underWay.get() > 1) {
      unsynced.changed(key.parent());
    }
  }

  private void removeDirectoryObject(ObjectKey directory, UnsyncedNames unsynced)
      throws FileFailure {
    StoredAttributes attributes = root.attributes(directory);
    if (attributes == null) {
      updates.removed(directory);
      foundGone(directory, unsynced);
      return;
    }
    if (attributes.isObject()) {
      tenure.prove();
      root.unmarkDirectory(directory);
      updates.unmarked(directory);
    }
    if (removeEmpty(directory, false, unsynced)) {
      prune(directory.parent(), unsynced);
    }
  }

  /**
   * Removes directories of our own that have become empty, upwards. Says nothing of what hinders
   * it, a lost lease neither: an answer to what was done before is proven on its own.
   */
  void prune(ObjectKey directory) {
    UnsyncedNames unsynced = new UnsyncedNames();
    prune(directory, unsynced);
    Optional<Refusal> _ = sync(unsynced);
  }

  private void prune(ObjectKey directory, UnsyncedNames unsynced) {
    try {
      ObjectKey at = directory;
      while (!at.equals(ObjectKey.ROOT) && removeEmpty(at, true, unsynced)) {
        at = at.parent();
      }
    } catch (FileFailure | RefusedException failure) {
      // What was to be deleted is gone: a directory too many does not make that a failure.
      log.atInfo().addKeyValue("directory", directory).log(failure.getMessage());
    }
  }

  /** Removes an empty directory; asks whose it is when nobody can make an object of it. */
  private boolean removeEmpty(ObjectKey directory, boolean onlyOurs, UnsyncedNames unsynced)
      throws FileFailure {
    try (Held _ = trees.removing(directory)) {
      if (onlyOurs && !isOursAlone(directory)) {
        return false;
      }
      tenure.prove();
      boolean removed = root.removeDirectory(directory, unsynced);
      if (removed) {
        updates.directoryRemoved(directory);
      }
      return removed;
    }
  }

  private boolean isOursAlone(ObjectKey directory) throws FileFailure {
    StoredAttributes attributes = root.attributes(directory);
    return attributes != null && attributes.isOurs() && !attributes.isObject();
  }
}
