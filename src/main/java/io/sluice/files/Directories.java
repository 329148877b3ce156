package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Makes, marks and removes directories. */
final class Directories {
  /** How often a chain is made again of which others remove the empty parts meanwhile. */
  private static final int TRIES = 100;

  private final Volume volume;
  private final Tree tree;

  Directories(Volume volume) {
    this.volume = volume;
    this.tree = volume.tree();
  }

  List<ObjectKey> make(ObjectKey directory) throws FileFailure {
    tree.requirePath(directory);
    List<ObjectKey> made = new ArrayList<>();
    for (int i = 1; ; i++) {
      try (Descriptor there = tree.find(directory, OpenFlags.PATH_DIRECTORY)) {
        if (there == null) {
          makeChain(directory, made);
        }
        return made;
      } catch (FileFailure e) {
        // A network file system may call a directory that went stale.
        boolean isGone = e.errno() == Errno.ENOENT || e.errno() == Errno.ESTALE;
        if (!isGone || i == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Walks down from the root by open directories, so that no step depends on a path again. */
  private void makeChain(ObjectKey directory, List<ObjectKey> made) throws FileFailure {
    Deque<ObjectKey> chain = new ArrayDeque<>();
    for (ObjectKey key = directory; key.lengthBytes() > 0; key = key.parent()) {
      chain.push(key);
    }
    Descriptor current = tree.directory(ObjectKey.ROOT);
    try {
      for (ObjectKey key : chain) {
        Descriptor next = enter(current, key, made);
        current.close();
        current = next;
      }
    } finally {
      current.close();
    }
  }

  private Descriptor enter(Descriptor parent, ObjectKey key, List<ObjectKey> made)
      throws FileFailure {
    byte[] name = Tree.name(key);
    int result = tree.tryOpenChild(parent, name, OpenFlags.PATH_DIRECTORY);
    if (!Errno.ENOENT.is(result)) {
      return Descriptor.of(result, key.toString());
    }
    result = NameCalls.makeDirectory(parent.name(name), volume.settings().directoryMode());
    if (Errno.EEXIST.is(result)) {
      return Descriptor.of(
          tree.tryOpenChild(parent, name, OpenFlags.PATH_DIRECTORY), key.toString());
    }
    FileFailure.check(result, "mkdirat", key.toString());
    Descriptor directory = finish(parent, key);
    made.removeIf(key::equals);
    made.add(key);
    return directory;
  }

  /** Gives a new directory its owner, mode and mark; one that can't get them goes again. */
  private Descriptor finish(Descriptor parent, ObjectKey key) throws FileFailure {
    int result = tree.tryOpenChild(parent, Tree.name(key), OpenFlags.READ_DIRECTORY);
    Descriptor directory = Descriptor.of(result, key.toString());
    try {
      volume.owner().apply(directory, volume.settings().directoryMode());
      volume.attributes().markMade(directory);
      tree.syncNames(directory);
      syncParent(parent);
      return directory;
    } catch (FileFailure e) {
      directory.close();
      NameCalls.unlink(parent.name(Tree.name(key)), NameCalls.REMOVE_DIRECTORY);
      throw e;
    }
  }

  /** The parent may be open for its name alone, which can't be synced. */
  private void syncParent(Descriptor parent) throws FileFailure {
    if (tree.syncs()) {
      int result = tree.tryOpenChild(parent, new byte[] {'.'}, OpenFlags.READ_DIRECTORY);
      try (Descriptor readable = Descriptor.of(result, parent.subject())) {
        tree.syncNames(readable);
      }
    }
  }

  void mark(ObjectKey key, ObjectMetadata metadata, ContentClaim claim, byte[] body)
      throws FileFailure {
    try (Descriptor directory = openForMarks(key)) {
      volume.attributes().setTags(directory, metadata.tags());
      volume.attributes().setMetadata(directory, metadata.withTags(Map.of()));
      volume.attributes().setBody(directory, body);
      volume.attributes().setClaim(directory, claim);
      tree.syncNames(directory);
      requireNamed(key, directory);
    }
  }

  /** ENOENT when a pod has moved it meanwhile, whatever has its name now. */
  private void requireNamed(ObjectKey key, Descriptor directory) throws FileFailure {
    try (Descriptor named = tree.find(key, OpenFlags.PATH_DIRECTORY)) {
      if (named == null || named.stat().inode() != directory.stat().inode()) {
        throw new FileFailure(Errno.ENOENT, "mark", key.toString());
      }
    }
  }

  void unmark(ObjectKey key) throws FileFailure {
    try (Descriptor directory = openForMarks(key)) {
      volume.attributes().removeObject(directory);
      tree.syncNames(directory);
    }
  }

  private Descriptor openForMarks(ObjectKey key) throws FileFailure {
    tree.requirePath(key);
    Descriptor directory = tree.find(key, OpenFlags.READ_DIRECTORY);
    if (directory == null) {
      throw new FileFailure(Errno.ENOENT, "open", key.toString());
    }
    return directory;
  }

  boolean remove(ObjectKey key) throws FileFailure {
    UnsyncedNames unsynced = new UnsyncedNames();
    boolean removed = remove(key, unsynced);
    tree.sync(unsynced);
    return removed;
  }

  /** The same without the sync. */
  boolean remove(ObjectKey key, UnsyncedNames unsynced) throws FileFailure {
    tree.requirePath(key);
    if (key.lengthBytes() == 0) {
      throw new FileFailure(Errno.EINVAL, "unlinkat", "the root");
    }
    try (Descriptor parent = tree.findDirectory(key.parent())) {
      byte[] name = Tree.name(key);
      Stat stat = parent == null ? null : StatCalls.ofChild(parent.number(), name, key.toString());
      if (parent == null || stat == null || !stat.isDirectory()) {
        return false;
      }
      int result = NameCalls.unlink(parent.name(name), NameCalls.REMOVE_DIRECTORY);
      if (Errno.ENOTEMPTY.is(result) || Errno.EEXIST.is(result) || Tree.isAbsent(result)) {
        return false;
      }
      FileFailure.check(result, "unlinkat", key.toString());
      unsynced.gone(key);
      volume.nameTaken(parent, key.parent(), unsynced);
      volume.attributes().forget(stat);
      return true;
    }
  }
}
