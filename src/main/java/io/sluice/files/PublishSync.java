package io.sluice.files;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The one sync that keeps all short files which have their names by then, where the journal keeps
 * its order. It is one of the folder that they came out of: each of their renames changed it, so it
 * is as new as the last of them. (Their own folders would be several, and a file among them may be
 * in an earlier turn of the journal than the others.)
 */
final class PublishSync implements AutoCloseable {
  private static final byte[] ITSELF = Tree.bytes(".");
  private static final long NONE = -1;

  private final Tree tree;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile long epoch = NONE;
  private @Nullable Descriptor folder;

  PublishSync(Tree tree) {
    this.tree = tree;
  }

  /**
   * Says where files come from, before the first of them is published.
   *
   * @param epoch tells folders apart
   * @return whether {@link #sync} keeps them; else each must be synced
   */
  boolean from(long epoch, Descriptor folder) throws FileFailure {
    return tree.syncsInOrder() && (this.epoch == epoch || change(epoch, folder));
  }

  private boolean change(long to, Descriptor its) throws FileFailure {
    lock.writeLock().lock();
    try {
      if (epoch == to) {
        return true;
      }
      int opened = OpenCalls.open(its.number(), ITSELF, OpenFlags.READ_DIRECTORY, 0);
      if (opened < 0) {
        return false;
      }
      Descriptor next = Descriptor.of(opened, its.subject());
      try (Descriptor last = folder) {
        folder = next;
        epoch = to;
        if (last != null) {
          tree.syncNames(last); // Whoever waits for what came out of it gets a sync of the next.
        }
      }
      return true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Keeps all that was published out of the folder before this was called. */
  void sync() throws FileFailure {
    lock.readLock().lock();
    try {
      if (folder == null) {
        throw new FileFailure(Errno.ESTALE, "fsync", OwnFolders.PUT);
      }
      tree.syncNames(folder);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (folder != null) {
        folder.close();
        folder = null;
      }
      epoch = NONE;
    } finally {
      lock.writeLock().unlock();
    }
  }
}
