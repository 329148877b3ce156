package io.sluice.files;

import io.sluice.files.NameCalls.Name;
import io.sluice.model.ObjectKey;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Gives staged files their keys, and takes keys away. */
final class Publisher {
  private static final int NAME_BYTES = 16;

  private final Volume volume;
  private final Tree tree;
  private final EpochFolders folders;

  Publisher(Volume volume) {
    this.volume = volume;
    this.tree = volume.tree();
    this.folders = new EpochFolders(tree);
  }

  FileStatus publish(StagedName staged, ObjectKey key, PublishMode mode) throws FileFailure {
    requireFile(key, Errno.EINVAL);
    try (Descriptor from = stagingFolder(staged);
        Descriptor file = stagedFile(from, staged);
        Descriptor to = tree.parent(key)) {
      Stat before = file.stat();
      if (!before.isRegular()) {
        throw new FileFailure(Errno.EINVAL, "publish", staged.text());
      }
      Name source = from.name(staged.name());
      Name target = to.name(Tree.name(key));
      rename(source, target, key, mode);
      tree.syncNames(to);
      return status(file, before, target);
    }
  }

  /**
   * What a file is once it has its key. Pods that wait for the name may have written to it by then:
   * that is another content, of which nothing was said, so it is told as it was before.
   */
  static FileStatus status(Descriptor file, Stat before, Name target) throws FileFailure {
    Stat now = now(file, before, target);
    return before.hasSameContent(now) ? now.status() : before.status();
  }

  /**
   * Some FUSE file systems don't find an open file any more that lost the name it was opened by;
   * then it is asked by its new one.
   */
  private static Stat now(Descriptor file, Stat before, Name target) throws FileFailure {
    try {
      return file.stat();
    } catch (FileFailure failure) {
      if (failure.errno() != Errno.ENOENT) {
        throw failure;
      }
    }
    Stat named = StatCalls.ofChild(target.directory(), target.bytes(), "published");
    return named != null && named.inode() == before.inode() ? named : before;
  }

  /**
   * Whether an open file has a name now. Asked when renaming failed: a file server that is asked
   * twice, since its first answer was lost, says that there is no source, or that the target is
   * there; and what comes right after the rename may have failed. The inode of an open file is
   * nobody else's, so this is exact.
   */
  static boolean hasName(Descriptor file, @Nullable Stat before, Name target) {
    try {
      Stat named = StatCalls.ofChild(target.directory(), target.bytes(), "published");
      Stat ours = before == null ? file.stat() : before;
      return named != null && named.inode() == ours.inode();
    } catch (FileFailure unknown) {
      return false;
    }
  }

  /**
   * What to say of a failure that comes after the rename. ENOENT means a missing parent to our
   * callers, ESTALE that nothing was done yet: both would write the file a second time.
   */
  static FileFailure afterRename(FileFailure failure) {
    return failure.errno() == Errno.ENOENT || failure.errno() == Errno.ESTALE
        ? new FileFailure(Errno.EIO, "publish", "after the rename: " + failure.getMessage())
        : failure;
  }

  /** The same through the folder of an owner's epoch, if that is one of a cluster. */
  FileStatus publish(StagedName staged, ObjectKey key, PublishMode mode, long epoch)
      throws FileFailure {
    if (epoch == 0) {
      return publish(staged, key, mode);
    }
    StagedName inside = folders.enter(staged, epoch);
    try {
      return publish(inside, key, mode);
    } catch (FileFailure failure) {
      folders.own(epoch).close(); // If that is what is gone, nothing else matters.
      folders.leave(staged, epoch);
      throw failure;
    }
  }

  /** The step that makes a staged file the object. */
  private void rename(Name source, Name target, ObjectKey key, PublishMode mode)
      throws FileFailure {
    switch (mode) {
      case REPLACE -> replace(source, target, key);
      case CREATE -> create(source, target, key);
    }
  }

  private void replace(Name source, Name target, ObjectKey key) throws FileFailure {
    replace(source, target, StatCalls.ofChild(target.directory(), target.bytes(), key), key);
  }

  /** The same where we know what has the name. */
  void replace(Name source, Name target, @Nullable Stat replaced, ObjectKey key)
      throws FileFailure {
    boolean exchanges = replaced != null && replaced.isRegular() && !tree.syncs() && isLocal();
    if (!exchanges || !exchange(source, target)) {
      FileFailure.check(
          NameCalls.rename(source, target, NameCalls.REPLACE), "renameat2", key.toString());
    }
    forgetLast(replaced);
  }

  private boolean isLocal() {
    return !volume.capabilities().isNetwork() && volume.capabilities().renameNoReplace();
  }

  /**
   * Lets the two files change places and removes the old one. A rename over a file makes ext4 begin
   * to write the new one to the disk at once, which costs more than all the rest; where a power cut
   * may take what was written anyway, nobody asked for that.
   *
   * @return false, and nothing happened, when it has to be a plain rename
   */
  private static boolean exchange(Name source, Name target) throws FileFailure {
    if (NameCalls.rename(source, target, NameCalls.EXCHANGE) < 0) {
      return false;
    }
    Stat old = StatCalls.ofChild(source.directory(), source.bytes(), "replaced");
    if (old != null && !old.isRegular()) {
      // A pod put it there since we looked: it goes back, and a plain rename decides.
      return NameCalls.rename(source, target, NameCalls.EXCHANGE) < 0;
    }
    NameCalls.unlink(source, 0); // What can't be removed now, the sweep takes.
    return true;
  }

  /** The file system decides who was first, so this is exact against pods too. */
  void create(Name source, Name target, ObjectKey key) throws FileFailure {
    if (volume.capabilities().renameNoReplace()) {
      FileFailure.check(
          NameCalls.rename(source, target, NameCalls.NO_REPLACE), "renameat2", key.toString());
      return;
    }
    FileFailure.check(NameCalls.link(source, target), "linkat", key.toString());
    FileFailure.check(NameCalls.unlink(source, 0), "unlinkat", key.toString());
  }

  boolean remove(ObjectKey key) throws FileFailure {
    return remove(key, 0);
  }

  boolean remove(ObjectKey key, long epoch) throws FileFailure {
    UnsyncedNames unsynced = new UnsyncedNames();
    boolean removed = remove(key, epoch, unsynced);
    tree.sync(unsynced);
    return removed;
  }

  /** The same without the sync. */
  boolean remove(ObjectKey key, long epoch, UnsyncedNames unsynced) throws FileFailure {
    requireFile(key, Errno.EISDIR);
    try (Descriptor parent = tree.findDirectory(key.parent())) {
      if (parent == null) {
        return false;
      }
      Stat stat = StatCalls.ofChild(parent.number(), Tree.name(key), key.toString());
      if (stat != null && stat.isDirectory()) {
        throw new FileFailure(Errno.EISDIR, "unlinkat", key.toString());
      }
      if (stat == null || !stat.isRegular()) {
        return false;
      }
      Name name = parent.name(Tree.name(key));
      int result = epoch == 0 ? NameCalls.unlink(name, 0) : unlinkThrough(name, epoch);
      if (Errno.ENOENT.is(result)) {
        return false;
      }
      FileFailure.check(result, "unlinkat", key.toString());
      volume.nameTaken(parent, key.parent(), unsynced);
      forgetLast(stat);
      return true;
    }
  }

  /** Two steps, so that an owner which was fenced off in between takes nothing away. */
  private int unlinkThrough(Name name, long epoch) throws FileFailure {
    byte[] random = new byte[NAME_BYTES];
    volume.random().nextBytes(random);
    try (Descriptor own = folders.own(epoch)) {
      Name gone = own.name(Tree.bytes(HexFormat.of().formatHex(random)));
      int result = NameCalls.rename(name, gone, NameCalls.REPLACE);
      if (Errno.ENOENT.is(result)) {
        folders.own(epoch).close(); // Says so if it is the folder that is gone, not the file.
        return result;
      }
      if (result < 0) {
        return result;
      }
      int unlinked = NameCalls.unlink(gone, 0);
      return Errno.ENOENT.is(unlinked) ? 0 : unlinked; // A fence took it along: it is gone.
    }
  }

  private void forgetLast(@Nullable Stat gone) throws FileFailure {
    if (gone != null && gone.isRegular() && gone.links() == 1) {
      volume.attributes().forget(gone);
    }
  }

  void requireFile(ObjectKey key, Errno otherwise) throws FileFailure {
    tree.requirePath(key);
    if (key.isDirectory()) {
      throw new FileFailure(otherwise, "resolve", key.toString());
    }
  }

  private Descriptor stagingFolder(StagedName staged) throws FileFailure {
    return own(tree.tryOpenOwn(staged.folder(), OpenFlags.PATH_DIRECTORY), staged);
  }

  private Descriptor stagedFile(Descriptor folder, StagedName staged) throws FileFailure {
    return own(tree.tryOpenChild(folder, staged.name(), OpenFlags.PATH_ANY), staged);
  }

  /** ENOENT means a missing parent to our callers, who then make it and try again. */
  private static Descriptor own(int result, StagedName staged) throws FileFailure {
    if (Errno.ENOENT.is(result)) {
      throw new FileFailure(Errno.ESTALE, "publish", staged.text() + " is gone");
    }
    return Descriptor.of(result, staged.text());
  }
}
