package io.sluice.volume;

import io.sluice.bus.ShortPut;
import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.files.OpenFile;
import io.sluice.files.PublishMode;
import io.sluice.files.ShortFile;
import io.sluice.files.StagedShort;
import io.sluice.files.VolumeRoot;
import io.sluice.model.Conditions;
import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Admits bodies and publishes them: the key's lock, the conditions, the publish, the index row. */
final class Commits {
  private static final Refusal STAGED_IS_GONE =
      new Refusal(Reason.SERVICE_UNAVAILABLE, "The body is gone from staging; send it again.");

  private final VolumeRoot root;
  private final Freshener freshener;
  private final IndexUpdates updates;
  private final KeyLocks keys;
  private final Publisher publisher;
  private final SpaceLedger space;
  private final Tenure tenure;
  private final Outcomes outcomes = new Outcomes(4096);

  Commits(Workings workings) {
    this.root = workings.root();
    this.freshener = workings.freshener();
    this.updates = workings.updates();
    this.keys = workings.keys();
    this.publisher = workings.publisher();
    this.space = workings.space();
    this.tenure = workings.tenure();
  }

  /**
   * Whether a body may come; decided again when it is committed, since much can happen meanwhile.
   */
  VolumeReply admit(VolumeCommand.Admit command) throws FileFailure {
    Refusal refusal = conflict(command.key());
    if (refusal == null) {
      refusal = conditionRefusal(command.key(), command.conditions());
    }
    return refusal != null
        ? new VolumeReply.Refused(refusal)
        : switch (space.promise(command.declaredBytes())) {
          case SpaceLedger.Full(Refusal full) -> new VolumeReply.Refused(full);
          case SpaceLedger.Promised(long number) -> new VolumeReply.Admitted(number);
        };
  }

  /** Publishes a staged file, whose name is one of its own: so a repetition can be told. */
  VolumeReply commit(VolumeCommand.Commit command) throws FileFailure {
    try (Held _ = keys.lock(command.key())) {
      Outcomes.Outcome before = outcomes.of(command.stagedName());
      if (before != null) {
        return before.reply();
      }
      Refusal full = overLimit(command);
      VolumeReply reply = full == null ? carryOut(command) : new VolumeReply.Refused(full);
      if (reply instanceof VolumeReply.Committed) {
        outcomes.remember(command.stagedName(), command, reply);
      }
      return reply;
    } finally {
      space.release(command.reservation());
    }
  }

  /** What refuses a body that was admitted without a length, null when nothing does. */
  private @Nullable Refusal overLimit(VolumeCommand.Commit command) throws FileFailure {
    if (!space.isOpen(command.reservation())) {
      return null;
    }
    try (OpenFile body = root.staging().openForRead(command.stagedName())) {
      return body == null
          ? null
          : space.arrived(command.reservation(), body.status().identity().sizeBytes());
    }
  }

  private VolumeReply carryOut(VolumeCommand.Commit command) throws FileFailure {
    if (command.repeated()) {
      ObjectEntry done = carriedOutBefore(command);
      if (done != null) {
        return new VolumeReply.Committed(done);
      }
    }
    VolumeReply reply = null;
    try {
      reply =
          publish(
              new Staged(command.key(), command.stagedName(), command.metadata(), command.claim()),
              command.conditions());
      if (reply instanceof VolumeReply.Committed) {
        return reply;
      }
    } catch (FileFailure failure) {
      if (failure.errno() != Errno.ESTALE) {
        throw failure;
      }
    }
    ObjectEntry done = carriedOutBefore(command);
    if (done != null) {
      return new VolumeReply.Committed(done);
    }
    if (reply == null && root.staging().isStaged(command.stagedName())) {
      // Only a fence moves a body that its gateway still waits for: the next owner has it.
      throw Refusal.exception(Reason.NOT_OWNER, "The volume has a new owner; try again.");
    }
    return reply != null ? reply : new VolumeReply.Refused(STAGED_IS_GONE);
  }

  /**
   * What an owner before us, or this one, has published: the object is the staged file. A repeated
   * command that finds neither can't tell: it was replaced since, or a pod took it out of staging.
   */
  private @Nullable ObjectEntry carriedOutBefore(VolumeCommand.Commit command) throws FileFailure {
    FileStatus status = root.status(command.key());
    if (status != null && status.identity().inode() == command.stagedInode()) {
      return new ObjectEntry(command.key(), status.identity(), command.metadata(), command.claim());
    }
    if (command.repeated() && !root.staging().isStaged(command.stagedName())) {
      throw Repetition.UNKNOWN.asException();
    }
    return null;
  }

  /**
   * Admits a short object and writes it into staging.
   *
   * @throws io.sluice.model.RefusedException when it may not come
   */
  StagedPut stage(ShortPut put) throws FileFailure {
    refuse(refusal(put));
    ShortFile file = new ShortFile(put.content(), put.metadata(), put.claim());
    long bytes = file.sizeBytes();
    refuse(space.hold(bytes));
    boolean isStaged = false;
    try {
      StagedShort staged = root.stage(file, tenure.epoch());
      isStaged = true;
      return new StagedPut(put, staged, () -> space.letGo(bytes));
    } finally {
      if (!isStaged) {
        space.letGo(bytes);
      }
    }
  }

  private static void refuse(@Nullable Refusal refusal) {
    if (refusal != null) {
      throw refusal.asException();
    }
  }

  /** Without conditions nothing is looked for: nearly never is anything in the way. */
  private @Nullable Refusal refusal(ShortPut put) throws FileFailure {
    if (put.conditions().isEmpty()) {
      return null;
    }
    Refusal refusal = conflict(put.key());
    return refusal != null ? refusal : conditionRefusal(put.key(), put.conditions());
  }

  /** Decides again and publishes. */
  VolumeReply put(StagedPut staged) throws FileFailure {
    ObjectKey key = staged.put().key();
    staged.file().settle(); // Else all who want the key would wait for the disk with us.
    try (Held _ = keys.lock(key)) {
      Refusal refusal = refusal(staged.put());
      if (refusal != null) {
        return new VolumeReply.Refused(refusal);
      }
      try {
        return publishAs(staged);
      } catch (FileFailure failure) {
        // Looked for only now, since it takes three calls.
        refusal = conflict(key);
        if (refusal == null) {
          throw failure;
        }
        return new VolumeReply.Refused(refusal);
      }
    }
  }

  private VolumeReply publishAs(StagedPut staged) throws FileFailure {
    ShortPut put = staged.put();
    return published(
        put.conditions(),
        (mode, indexing) -> publisher.publish(staged.file(), put.key(), mode, indexing),
        status -> new ObjectEntry(put.key(), status.identity(), put.metadata(), put.claim()));
  }

  /** A sealed staged file and what it will be. */
  record Staged(
      ObjectKey key, String name, ObjectMetadata metadata, @Nullable ContentClaim claim) {}

  /** Decides and publishes under the key's lock. */
  VolumeReply publish(Staged staged, Conditions conditions) throws FileFailure {
    try (Held _ = keys.lock(staged.key())) {
      Refusal refusal = occupied(root.status(staged.key()));
      if (refusal == null) {
        refusal = conditionRefusal(staged.key(), conditions);
      }
      return refusal != null ? new VolumeReply.Refused(refusal) : publishAs(staged, conditions);
    }
  }

  private VolumeReply publishAs(Staged staged, Conditions conditions) throws FileFailure {
    return published(
        conditions,
        (mode, indexing) -> publisher.publish(staged.name(), staged.key(), mode, indexing),
        status -> entry(staged, status));
  }

  /** What gives a file its key. */
  private interface Publishing {
    FileStatus run(PublishMode mode, Publisher.Indexing indexing) throws FileFailure;
  }

  private VolumeReply published(
      Conditions conditions, Publishing publishing, Function<FileStatus, ObjectEntry> entry)
      throws FileFailure {
    PublishMode mode = mustBeAbsent(conditions) ? PublishMode.CREATE : PublishMode.REPLACE;
    try {
      FileStatus status = publishing.run(mode, now -> updates.published(entry.apply(now)));
      return new VolumeReply.Committed(entry.apply(status));
    } catch (FileFailure failure) {
      if (failure.errno() == Errno.EEXIST && mode == PublishMode.CREATE) {
        return new VolumeReply.Refused(
            new Refusal(
                Reason.PRECONDITION_FAILED, "Another writer made the key first (If-None-Match)."));
      }
      throw failure;
    }
  }

  /** Makes a directory object. */
  VolumeReply putDirectory(VolumeCommand.PutDirectory command) throws FileFailure {
    try (Held _ = keys.lock(command.key())) {
      if (command.repeated()) {
        ObjectEntry now = freshener.current(command.key());
        return now != null && isOf(now, command)
            ? new VolumeReply.Committed(now)
            : new VolumeReply.Refused(Repetition.UNKNOWN);
      }
      Refusal refusal = conditionRefusal(command.key(), command.conditions());
      return refusal != null
          ? new VolumeReply.Refused(refusal)
          : new VolumeReply.Committed(
              publisher.inDirectory(command.key(), () -> markDirectory(command)));
    }
  }

  private static boolean isOf(ObjectEntry entry, VolumeCommand.PutDirectory command) {
    ContentClaim claim = entry.claim();
    return claim != null
        && claim.tag().equals(command.claim().tag())
        && entry.metadata().equals(command.metadata());
  }

  private ObjectEntry markDirectory(VolumeCommand.PutDirectory command) throws FileFailure {
    byte[] content = new byte[command.content().remaining()];
    command.content().duplicate().get(content);
    root.markDirectory(command.key(), command.metadata(), command.claim(), content);
    FileStatus status = root.status(command.key());
    if (status == null) {
      throw new FileFailure(Errno.ENOENT, "statx", command.key().toString());
    }
    FileIdentity at = status.identity();
    ObjectEntry entry =
        new ObjectEntry(
            command.key(),
            new FileIdentity(at.inode(), content.length, at.mtimeNanos(), at.ctimeNanos()),
            command.metadata(),
            command.claim());
    updates.directoryMarked(entry);
    return entry;
  }

  /** Why the conditions forbid a write now, null when they don't. */
  @Nullable Refusal conditionRefusal(ObjectKey key, Conditions conditions) throws FileFailure {
    return conditions.isEmpty() ? null : conditions.writeRefusal(freshener.current(key));
  }

  // Links, pipes and devices are pods' and no objects: they are neither followed nor replaced.
  private static @Nullable Refusal occupied(@Nullable FileStatus status) {
    if (status == null || status.type() == FileType.REGULAR) {
      return null;
    }
    return status.type() == FileType.DIRECTORY
        ? new Refusal(
            Reason.KEY_CONFLICT,
            "A directory of this name exists: one name can't be an object and a prefix.")
        : new Refusal(
            Reason.KEY_CONFLICT,
            "Something of this name exists that is neither an object nor a directory.");
  }

  /** Why no object of this key can be made beside what the volume holds, null when it can. */
  @Nullable Refusal conflict(ObjectKey key) throws FileFailure {
    FileStatus status = key.isDirectory() ? null : root.status(key);
    if (status != null) {
      return occupied(status); // So all above it are directories.
    }
    for (ObjectKey at = key.parent(); !at.equals(ObjectKey.ROOT); at = at.parent()) {
      String text = at.toString();
      FileStatus above = root.status(ObjectKey.of(text.substring(0, text.length() - 1)));
      if (above != null) {
        return above.type() == FileType.DIRECTORY
            ? null
            : new Refusal(
                Reason.KEY_CONFLICT,
                "A part of the key's path is an object or a link, not a directory.");
      }
    }
    return null;
  }

  // The file system itself keeps two writers apart then, pods included.
  private static boolean mustBeAbsent(Conditions conditions) {
    return conditions.ifNoneMatch().contains(Conditions.ANY);
  }

  private static ObjectEntry entry(Staged staged, FileStatus status) {
    return new ObjectEntry(staged.key(), status.identity(), staged.metadata(), staged.claim());
  }
}
