package io.sluice.files;

import io.sluice.model.KeyRules;
import io.sluice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys and staged names to open descriptors: every path starts at the root and stays beneath. */
final class Tree {
  private static final byte[] ITSELF = {'.'};

  private final Descriptor root;
  private final PathResolver resolver;
  private final @Nullable NameSyncs syncs;

  /**
   * @param syncs how changed names get to the disk; null: nothing is synced, files neither
   */
  Tree(Descriptor root, PathResolver resolver, @Nullable NameSyncs syncs) {
    this.root = root;
    this.resolver = resolver;
    this.syncs = syncs;
  }

  Descriptor root() {
    return root;
  }

  /** Whether a success must survive a power cut. */
  boolean syncs() {
    return syncs != null;
  }

  /** Opens what a key names, null when there is none, also beneath a file or a link. */
  @Nullable Descriptor find(ObjectKey key, int flags) throws FileFailure {
    byte[] path = path(key);
    if (path == null) {
      return null;
    }
    int wanted = key.isDirectory() ? (flags & ~OpenFlags.NO_FOLLOW) | OpenFlags.DIRECTORY : flags;
    int result = resolver.open(root.number(), path, wanted, 0);
    return isAbsent(result) ? null : Descriptor.of(result, key.toString());
  }

  /** Names a file, if the kernel can tell at once; null when it can't, or there is none. */
  @Nullable Descriptor findNow(ObjectKey key) {
    byte[] path = key.isDirectory() ? null : path(key);
    if (path == null) {
      return null;
    }
    int result = resolver.openNow(root.number(), path, OpenFlags.PATH_ANY);
    return result < 0 ? null : new Descriptor(result, key.toString());
  }

  /** Opens the directory that holds a key, so that names in it can be changed. */
  Descriptor parent(ObjectKey key) throws FileFailure {
    return directory(key.parent());
  }

  /** Opens a directory that must exist, for changing names in it. */
  Descriptor directory(ObjectKey key) throws FileFailure {
    byte[] path = requirePath(key);
    return Descriptor.of(resolver.open(root.number(), path, forNames(), 0), key.toString());
  }

  /** The same, but null when there is none. */
  @Nullable Descriptor findDirectory(ObjectKey key) throws FileFailure {
    return find(key, forNames());
  }

  /** Only a directory that was opened for reading can be synced. */
  int forNames() {
    return syncs() ? OpenFlags.READ_DIRECTORY : OpenFlags.PATH_DIRECTORY;
  }

  /** Opens a path of our own, in a reserved folder. */
  Descriptor openOwn(String path, int flags) throws FileFailure {
    return Descriptor.of(tryOpenOwn(path, flags), path);
  }

  /** The same, as a descriptor's number or {@code -errno}. New files are only for us to read. */
  int tryOpenOwn(String path, int flags) {
    return resolver.open(root.number(), bytes(path), flags, 0600);
  }

  /** Opens any path beneath the root, reserved or not; the number or {@code -errno}. */
  int tryOpen(byte[] path, int flags) {
    return resolver.open(root.number(), path, flags, 0);
  }

  /** Opens one name in an open directory; the number or {@code -errno}. */
  int tryOpenChild(Descriptor directory, byte[] name, int flags) {
    return resolver.open(directory.number(), name, flags, 0600);
  }

  /** The name of a key in its parent, as the kernel wants it. */
  static byte[] name(ObjectKey key) {
    return key.nameUtf8();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes changed names to the disk, by durability. Some network file systems can't sync a
   * directory because they never delay such changes.
   */
  void syncNames(Descriptor directory) throws FileFailure {
    if (syncs == null) {
      return;
    }
    int result = syncs.sync(directory);
    if (!Errno.EINVAL.is(result) && !Errno.ENOSYS.is(result) && !Errno.EOPNOTSUPP.is(result)) {
      FileFailure.check(result, "fsync", directory.subject());
    }
  }

  /** The same of all that are noted. One that is gone went from a directory above it. */
  void sync(UnsyncedNames unsynced) throws FileFailure {
    for (ObjectKey directory : unsynced.take()) {
      if (syncs != null) {
        try (Descriptor there = nearest(directory)) {
          syncNames(there);
        }
      }
    }
  }

  private Descriptor nearest(ObjectKey directory) throws FileFailure {
    for (ObjectKey at = directory; !at.equals(ObjectKey.ROOT); at = at.parent()) {
      Descriptor open = findDirectory(at);
      if (open != null) {
        return open;
      }
    }
    return directory(ObjectKey.ROOT);
  }

  /**
   * Begins to write the content of a staged file out, where that and a sync after its rename are
   * enough ({@link #syncsInOrder}).
   *
   * @return whether they are; else the file must be synced before
   */
  boolean startOut(Descriptor file) throws FileFailure {
    return syncs != null && syncsInOrder() && isDone(syncs.startOut(file), file);
  }

  /** Writes out what is left of that, and waits for all of it; false as {@link #startOut} is. */
  boolean writeOut(Descriptor file) throws FileFailure {
    return syncs != null && syncsInOrder() && isDone(syncs.writeOut(file), file);
  }

  private static boolean isDone(int result, Descriptor file) throws FileFailure {
    if (Errno.EINVAL.is(result) || Errno.ENOSYS.is(result)) {
      return false;
    }
    FileFailure.check(result, "sync_file_range", file.subject());
    return true;
  }

  /** Whether any sync of a directory keeps what changed before it, in whatever directory. */
  boolean syncsInOrder() {
    return syncs != null && syncs.isInOrder();
  }

  static boolean isAbsent(int result) {
    return Errno.ENOENT.is(result) || Errno.ENOTDIR.is(result) || Errno.ELOOP.is(result);
  }

  /** The path of a key that is to be changed; EINVAL for one that no file can have. */
  byte[] requirePath(ObjectKey key) throws FileFailure {
    byte[] path = path(key);
    if (path == null) {
      throw new FileFailure(Errno.EINVAL, "resolve", key.toString());
    }
    return path;
  }

  /**
   * A key's path without the slash at its end. Null for keys that no file of the volume can have;
   * callers refuse them earlier and with better words ({@link KeyRules}), this is the last fence.
   */
  private static byte @Nullable [] path(ObjectKey key) {
    if (key.lengthBytes() == 0) {
      return ITSELF;
    }
    byte[] utf8 = key.utf8();
    byte[] path = key.isDirectory() ? Arrays.copyOf(utf8, utf8.length - 1) : utf8;
    return isPlain(path) && !KeyRules.isReserved(key) ? path : null;
  }

  /** No NUL, and no segment that is empty, {@code .} or {@code ..}. */
  private static boolean isPlain(byte[] path) {
    int length = 0;
    int dots = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        if (length == 0 || (length == dots && dots <= 2)) {
          return false;
        }
        length = 0;
        dots = 0;
      } else if (path[i] == 0) {
        return false;
      } else {
        length++;
        dots += path[i] == '.' ? 1 : 0;
      }
    }
    return true;
  }
}
