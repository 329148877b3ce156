package io.sluice.files;

import io.sluice.model.KeyRules;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tidying among sidecars, on volumes without user attributes. A pod that removes a file leaves its
 * sidecar; that its file is gone, and nothing else, nobody can tell for certain. So nothing is
 * deleted at first:
 *
 * <pre>
 *   .sluice/meta/INODE  --- not met for long --->  .sluice/meta-unused/INODE  --- still not --->  gone
 *                       <--- wanted by its file ---
 * </pre>
 *
 * <p>For the volume's owner, and one thread of it; {@link #observe} is told by others.
 */
public final class SidecarCare {
  private final Tree tree;
  private final Sidecars sidecars;

  SidecarCare(Tree tree, Sidecars sidecars) {
    this.tree = tree;
    this.sidecars = sidecars;
  }

  /**
   * Has inodes told from now on whose sidecars are written, or read and found to be their file's:
   * they are in use. Told by the threads that do so.
   */
  public void observe(LongConsumer inodes) {
    sidecars.observe(inodes);
  }

  /** Meets the inodes of all there is on the volume. */
  public InodeWalk walk(LongConsumer met) {
    return new InodeWalk(tree, met);
  }

  /** The sidecars of files as far as is known. */
  public SidecarNames used() {
    return new SidecarNames(tree, Sidecars.FOLDER);
  }

  /** Those put aside. */
  public SidecarNames unused() {
    return new SidecarNames(tree, Sidecars.UNUSED);
  }

  /**
   * From now on only these are looked for among the unused, when a file has no sidecar.
   *
   * @param mayLieThere has all that do, whoever put them there; null: any may, at the cost of a
   *     call for each file without a sidecar
   */
  public void lookAmongUnused(@Nullable InodeFilter mayLieThere) {
    sidecars.lookAmongUnused(mayLieThere);
  }

  /** How many were brought back since the volume was opened. */
  public long broughtBack() {
    return sidecars.broughtBack();
  }

  /**
   * Puts a sidecar aside. What is looked for among the unused must have its inode by then.
   *
   * @param beforeNanos not if it was written at that time of the file system's clock or later
   * @return whether that was done
   */
  public boolean putAside(long inode, long beforeNanos) throws FileFailure {
    OwnFolders.make(tree, KeyRules.PRIVATE_NAME);
    OwnFolders.make(tree, Sidecars.UNUSED);
    byte[] name = Tree.bytes(Sidecars.name(inode));
    synchronized (sidecars) {
      return putAside(inode, name, beforeNanos);
    }
  }

  private boolean putAside(long inode, byte[] name, long beforeNanos) throws FileFailure {
    try (Descriptor from = tree.openOwn(Sidecars.FOLDER, OpenFlags.PATH_DIRECTORY);
        Descriptor to = tree.openOwn(Sidecars.UNUSED, OpenFlags.PATH_DIRECTORY)) {
      Stat stat = StatCalls.ofChild(from.number(), name, Sidecars.FOLDER);
      if (stat == null || writtenNanos(stat) >= beforeNanos) {
        return false;
      }
      // The time tells from then on how long it lies there. Before the rename: else a crash
      // between the two would leave one there that looks old enough to go.
      if (!touch(Sidecars.path(Sidecars.FOLDER, inode))) {
        return false;
      }
      int result = NameCalls.rename(from.name(name), to.name(name), NameCalls.REPLACE);
      return isDone(result, "renameat2");
    }
  }

  private static long writtenNanos(Stat stat) {
    return stat.status().identity().mtimeNanos();
  }

  /** Begins the time anew that an unused sidecar is kept: its inode was met. */
  public void keepUnused(long inode) throws FileFailure {
    boolean _ = touch(Sidecars.path(Sidecars.UNUSED, inode));
  }

  /** Writes the first byte again, since only content changes a modification time everywhere. */
  private boolean touch(String path) throws FileFailure {
    int opened = tree.tryOpenOwn(path, OpenFlags.READ_WRITE);
    if (Tree.isAbsent(opened)) {
      return false;
    }
    try (Descriptor file = Descriptor.of(opened, path)) {
      byte[] content = SmallFile.read(file);
      if (content.length > 0) {
        SmallFile.write(file, 0, new byte[] {content[0]});
      }
      return content.length > 0;
    }
  }

  /**
   * Removes an unused sidecar for good.
   *
   * @param beforeNanos not if it was put aside, or kept, at that time or later
   * @return whether that was done
   */
  public boolean removeUnused(long inode, long beforeNanos) throws FileFailure {
    return remove(Sidecars.UNUSED, Sidecars.name(inode), beforeNanos);
  }

  /** Removes what a crash left half-written, if it was begun before a time. */
  public boolean removeUnfinished(String name, long beforeNanos) throws FileFailure {
    return name.endsWith(Sidecars.NEW) && remove(Sidecars.FOLDER, name, beforeNanos);
  }

  private boolean remove(String path, String text, long beforeNanos) throws FileFailure {
    byte[] name = Tree.bytes(text);
    try (Descriptor folder = tree.openOwn(path, OpenFlags.PATH_DIRECTORY)) {
      Stat stat = StatCalls.ofChild(folder.number(), name, path);
      return stat != null
          && writtenNanos(stat) < beforeNanos
          && isDone(NameCalls.unlink(folder.name(name), 0), "unlinkat");
    }
  }

  private static boolean isDone(int result, String call) throws FileFailure {
    if (Errno.ENOENT.is(result)) {
      return false;
    }
    FileFailure.check(result, call, Sidecars.UNUSED);
    return true;
  }
}
