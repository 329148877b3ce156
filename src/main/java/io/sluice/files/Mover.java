package io.sluice.files;

import io.sluice.files.NameCalls.Name;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives files and directories other names by renameat2(2), between two open directories beneath the
 * root. What S3 stored goes along: it lies on the inode, or in a sidecar that is named by it.
 */
final class Mover {
  private final Volume volume;
  private final Tree tree;

  Mover(Volume volume) {
    this.volume = volume;
    this.tree = volume.tree();
  }

  @Nullable FileStatus file(Move move, Consumer<FileStatus> moved) throws FileFailure {
    requireFile(move.source());
    requireFile(move.target());
    try (Descriptor file = tree.find(move.source(), OpenFlags.PATH_ANY);
        Descriptor from = tree.findDirectory(move.source().parent())) {
      Stat stat = file == null ? null : file.stat();
      if (file == null || from == null || stat == null || !isExpected(stat, move)) {
        return null;
      }
      try (Descriptor to = tree.parent(move.target())) {
        return file(move, new Opened(file, stat, from, to), moved);
      }
    }
  }

  private record Opened(Descriptor file, Stat before, Descriptor from, Descriptor to) {}

  private static boolean isExpected(Stat stat, Move move) {
    return stat.isRegular() && stat.status().identity().equals(move.expected());
  }

  private @Nullable FileStatus file(Move move, Opened at, Consumer<FileStatus> moved)
      throws FileFailure {
    Name source = at.from().name(Tree.name(move.source()));
    Name target = at.to().name(Tree.name(move.target()));
    Stat replaced = StatCalls.ofChild(at.to().number(), target.bytes(), move.target().toString());
    refuseTaken(move, replaced); // Before the stamp, which the index would take for a change.
    boolean stamped = stamp(move, at.file(), false);
    if (!rename(move, source, target, replaced)) {
      return null;
    }
    FileStatus status = statusAfter(move, at, stamped);
    moved.accept(status);
    sync(move, at);
    if (replaced != null
        && replaced.isRegular()
        && replaced.links() == 1
        && replaced.inode() != at.before().inode()) {
      volume.attributes().forget(replaced);
    }
    return status;
  }

  private FileStatus statusAfter(Move move, Opened at, boolean stamped) throws FileFailure {
    Name target = at.to().name(Tree.name(move.target()));
    Stat after = StatCalls.ofChild(at.to().number(), target.bytes(), move.target().toString());
    if (after != null && after.inode() != at.before().inode()) {
      return after.status();
    }
    try (Descriptor named =
        isLost(at.file()) ? tree.find(move.target(), OpenFlags.PATH_ANY) : null) {
      Descriptor file = named == null ? at.file() : named;
      if (stamped && !counts(file)) {
        stamp(move, file, true);
      }
      return file.stat().status();
    }
  }

  /** Some FUSE file systems don't find an open file any more once it has another name. */
  private static boolean isLost(Descriptor file) throws FileFailure {
    try {
      file.stat();
      return false;
    } catch (FileFailure failure) {
      if (failure.errno() == Errno.ENOENT) {
        return true;
      }
      throw failure;
    }
  }

  private static void refuseTaken(Move move, @Nullable Stat there) throws FileFailure {
    if (there != null && there.isDirectory()) {
      throw new FileFailure(Errno.EISDIR, "renameat2", move.target().toString());
    }
    if (there != null && move.mode() == PublishMode.CREATE) {
      throw new FileFailure(Errno.EEXIST, "renameat2", move.target().toString());
    }
  }

  /** False when the source is gone. ENOENT stays with a target directory that is. */
  private boolean rename(Move move, Name source, Name target, @Nullable Stat replaced)
      throws FileFailure {
    boolean create = move.mode() == PublishMode.CREATE;
    if (create && !volume.capabilities().renameNoReplace()) {
      return linkAndUnlink(move, source, target);
    }
    int result =
        NameCalls.rename(source, target, create ? NameCalls.NO_REPLACE : NameCalls.REPLACE);
    if (Errno.ENOENT.is(result) && isGone(source, move.source())) {
      return false;
    }
    FileFailure.check(result, "renameat2", move.target().toString());
    if (replaced != null && replaced.inode() == move.expected().inode() && replaced.links() > 1) {
      // Two names of one file: then rename(2) does nothing at all and calls it a success.
      dropOtherName(move, source);
    }
    return true;
  }

  private void dropOtherName(Move move, Name source) throws FileFailure {
    Stat left = StatCalls.ofChild(source.directory(), source.bytes(), move.source().toString());
    if (left != null && left.inode() == move.expected().inode()) {
      FileFailure.check(NameCalls.unlink(source, 0), "unlinkat", move.source().toString());
    }
  }

  /** Where nothing else keeps the name from being taken twice; both names exist for a moment. */
  private static boolean linkAndUnlink(Move move, Name source, Name target) throws FileFailure {
    int result = NameCalls.link(source, target);
    if (Errno.ENOENT.is(result) && isGone(source, move.source())) {
      return false;
    }
    FileFailure.check(result, "linkat", move.target().toString());
    FileFailure.check(NameCalls.unlink(source, 0), "unlinkat", move.source().toString());
    return true;
  }

  private static boolean isGone(Name source, ObjectKey key) throws FileFailure {
    return StatCalls.ofChild(source.directory(), source.bytes(), key.toString()) == null;
  }

  /**
   * Stamps the claim anew, since the rename changes the file's change time: before it, so that a
   * crash between leaves a claim that counts.
   *
   * @return whether there was anything to stamp: a pod's file gets no attribute
   */
  private boolean stamp(Move move, Descriptor named, boolean isMoved) throws FileFailure {
    if (move.claim() == null) {
      return false;
    }
    // Attributes can be changed through any descriptor but one that only names the file.
    int readable = OpenCalls.open(OpenCalls.HERE, named.procPathBytes(), OpenFlags.READ, 0);
    if (Errno.EACCES.is(readable)) {
      return false;
    }
    try (Descriptor file = Descriptor.of(readable, named.subject())) {
      FileIdentity made = move.expected();
      return volume.attributes().stampAgain(file, move.claim(), made, isMoved);
    }
  }

  /** Where attributes lie beside the file, storing them did not move its change time near. */
  private boolean counts(Descriptor file) throws FileFailure {
    return volume.attributes().read(file, file.stat()).claim() != null;
  }

  private void sync(Move move, Opened at) throws FileFailure {
    if (!tree.syncs()) {
      return;
    }
    if (move.claim() != null && volume.capabilities().userAttributes()) {
      int readable = OpenCalls.open(OpenCalls.HERE, at.file().procPathBytes(), OpenFlags.READ, 0);
      if (!Errno.EACCES.is(readable)) {
        try (Descriptor file = Descriptor.of(readable, at.file().subject())) {
          FileFailure.check(DataCalls.sync(file.number()), "fsync", file.subject());
        }
      }
    }
    syncBoth(at.from(), at.to());
  }

  // The new name first: a power cut between leaves two names rather than none.
  private void syncBoth(Descriptor from, Descriptor to) throws FileFailure {
    tree.syncNames(to);
    if (to.stat().inode() != from.stat().inode()) {
      tree.syncNames(from);
    }
  }

  @Nullable FileStatus directory(ObjectKey source, ObjectKey target, Runnable moved)
      throws FileFailure {
    requireDirectory(source);
    requireDirectory(target);
    try (Descriptor directory = tree.find(source, OpenFlags.PATH_DIRECTORY);
        Descriptor from = tree.findDirectory(source.parent())) {
      if (directory == null || from == null) {
        return null;
      }
      try (Descriptor to = tree.parent(target)) {
        Name old = from.name(Tree.name(source));
        int result = renameToNew(old, to.name(Tree.name(target)), target);
        if (Errno.ENOENT.is(result) && isGone(old, source)) {
          return null;
        }
        FileFailure.check(result, "renameat2", target.toString());
        moved.run();
        syncBoth(from, to);
        return directory.stat().status();
      }
    }
  }

  private int renameToNew(Name source, Name target, ObjectKey key) throws FileFailure {
    if (volume.capabilities().renameNoReplace()) {
      return NameCalls.rename(source, target, NameCalls.NO_REPLACE);
    }
    // Directories have no second names. What a pod makes right now could be replaced if empty.
    Stat there = StatCalls.ofChild(target.directory(), target.bytes(), key.toString());
    return there != null
        ? -Errno.EEXIST.number()
        : NameCalls.rename(source, target, NameCalls.REPLACE);
  }

  private void requireFile(ObjectKey key) throws FileFailure {
    tree.requirePath(key);
    if (key.isDirectory()) {
      throw new FileFailure(Errno.EINVAL, "renameat2", key.toString());
    }
  }

  private void requireDirectory(ObjectKey key) throws FileFailure {
    tree.requirePath(key);
    if (!key.isDirectory() || key.lengthBytes() == 0) {
      throw new FileFailure(Errno.EINVAL, "renameat2", key.toString());
    }
  }
}
