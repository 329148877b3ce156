package io.sluice.files;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Attributes beside the files, for file systems that have none: {@code .sluice/meta/INODE}, written
 * whole and renamed into place. They follow a file's rename since they go by inode. One left behind
 * by a pod's removal is ignored, and replaced when the number is used again.
 *
 * <p>Those whose file was not met for long lie in {@code .sluice/meta-unused/} ({@link
 * SidecarCare}): what is missing is looked for there, too, and brought back.
 */
final class Sidecars implements AttributeStore {
  static final String FOLDER = ".sluice/meta";
  static final String UNUSED = ".sluice/meta-unused";
  static final String NEW = ".new";

  private final Tree tree;
  private final AtomicLong broughtBack = new AtomicLong();

  /** Which may lie among the unused: asking there costs a call. Null: any may. */
  private volatile @Nullable InodeFilter unused;

  private volatile LongConsumer observer = _ -> {};

  Sidecars(Tree tree) {
    this.tree = tree;
  }

  /** Has inodes told whose sidecars are written, or read and found to be their file's. */
  void observe(LongConsumer told) {
    observer = told;
  }

  /** From now on only these are looked for among the unused; null: any. */
  void lookAmongUnused(@Nullable InodeFilter mayLieThere) {
    unused = mayLieThere;
  }

  boolean mayBeUnused(long inode) {
    InodeFilter some = unused;
    return some == null || some.mayHave(inode);
  }

  /** How many were brought back from among the unused. */
  long broughtBack() {
    return broughtBack.get();
  }

  @Override
  public byte @Nullable [] get(Descriptor file, AttributeName name) throws FileFailure {
    SidecarRecord sidecar = read(file.stat());
    String value = sidecar == null ? null : sidecar.values().get(name);
    return value == null ? null : value.getBytes(charset(name));
  }

  @Override
  public boolean isBare(Descriptor directory, byte[] name) {
    return false;
  }

  @Override
  public synchronized void set(Descriptor file, AttributeName name, byte[] value)
      throws FileFailure {
    Stat stat = file.stat();
    Map<AttributeName, String> values = values(stat);
    values.put(name, new String(value, charset(name)));
    write(SidecarRecord.of(stat, values));
  }

  @Override
  public boolean packs() {
    return false;
  }

  @Override
  public synchronized void remove(Descriptor file, AttributeName name) throws FileFailure {
    Stat stat = file.stat();
    Map<AttributeName, String> values = values(stat);
    if (values.remove(name) == null) {
      return;
    }
    if (values.isEmpty()) {
      forget(stat);
    } else {
      write(SidecarRecord.of(stat, values));
    }
  }

  @Override
  public synchronized void forget(Stat stat) throws FileFailure {
    unlink(FOLDER, stat.inode());
    forgetUnused(stat.inode());
  }

  private void forgetUnused(long inode) throws FileFailure {
    if (mayBeUnused(inode)) {
      unlink(UNUSED, inode);
    }
  }

  private void unlink(String path, long inode) throws FileFailure {
    int opened = tree.tryOpenOwn(path, OpenFlags.PATH_DIRECTORY);
    if (path.equals(UNUSED) && Tree.isAbsent(opened)) {
      return;
    }
    try (Descriptor folder = Descriptor.of(opened, path)) {
      int result = NameCalls.unlink(folder.name(Tree.bytes(name(inode))), 0);
      if (!Errno.ENOENT.is(result)) {
        FileFailure.check(result, "unlinkat", path);
      }
    }
  }

  private Map<AttributeName, String> values(Stat stat) throws FileFailure {
    SidecarRecord sidecar = read(stat);
    Map<AttributeName, String> values = new EnumMap<>(AttributeName.class);
    if (sidecar != null) {
      values.putAll(sidecar.values());
    }
    return values;
  }

  private @Nullable SidecarRecord read(Stat stat) throws FileFailure {
    int result = tree.tryOpenOwn(path(FOLDER, stat.inode()), OpenFlags.READ);
    if (!Errno.ENOENT.is(result)) {
      return of(stat, result);
    }
    return mayBeUnused(stat.inode()) ? readUnused(stat) : null;
  }

  private synchronized @Nullable SidecarRecord readUnused(Stat stat) throws FileFailure {
    int result = tree.tryOpenOwn(path(UNUSED, stat.inode()), OpenFlags.READ);
    if (Tree.isAbsent(result)) {
      // Somebody may have brought it back between our two looks.
      int again = tree.tryOpenOwn(path(FOLDER, stat.inode()), OpenFlags.READ);
      return Errno.ENOENT.is(again) ? null : of(stat, again);
    }
    SidecarRecord sidecar = of(stat, result);
    if (sidecar != null) {
      bringBack(stat.inode());
    }
    return sidecar;
  }

  /** Takes over what was opened; null when it is of another file that had the number before. */
  private @Nullable SidecarRecord of(Stat stat, int opened) throws FileFailure {
    try (Descriptor file = Descriptor.of(opened, FOLDER)) {
      SidecarRecord sidecar = SidecarRecord.decode(SmallFile.read(file));
      if (sidecar == null || !sidecar.isOf(stat)) {
        return null;
      }
      observer.accept(stat.inode());
      return sidecar;
    }
  }

  /** Where that fails, it is read from where it lies. */
  private void bringBack(long inode) throws FileFailure {
    try (Descriptor from = tree.openOwn(UNUSED, OpenFlags.PATH_DIRECTORY);
        Descriptor to = tree.openOwn(FOLDER, OpenFlags.PATH_DIRECTORY)) {
      byte[] name = Tree.bytes(name(inode));
      int result = NameCalls.rename(from.name(name), to.name(name), NameCalls.NO_REPLACE);
      if (Errno.EINVAL.is(result)) { // Such a file system can only replace; nothing is there.
        result = NameCalls.rename(from.name(name), to.name(name), NameCalls.REPLACE);
      }
      if (result >= 0) {
        broughtBack.incrementAndGet();
      }
    }
  }

  private void write(SidecarRecord sidecar) throws FileFailure {
    String name = name(sidecar.inode());
    int flags = OpenFlags.READ_WRITE | OpenFlags.CREATE | OpenFlags.TRUNCATE;
    try (Descriptor folder = tree.openOwn(FOLDER, OpenFlags.READ_DIRECTORY);
        Descriptor file = tree.openOwn(FOLDER + "/" + name + NEW, flags)) {
      SmallFile.write(file, 0, sidecar.encode());
      if (tree.syncs()) {
        FileFailure.check(DataCalls.sync(file.number()), "fsync", FOLDER);
      }
      int result =
          NameCalls.rename(
              folder.name(Tree.bytes(name + NEW)),
              folder.name(Tree.bytes(name)),
              NameCalls.REPLACE);
      FileFailure.check(result, "renameat2", FOLDER);
      tree.syncNames(folder);
    }
    observer.accept(sidecar.inode());
    forgetUnused(sidecar.inode());
  }

  /** All but a body is text; every byte of that is a character of its own. */
  private static Charset charset(AttributeName name) {
    return name == AttributeName.BODY ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
  }

  static String path(String folder, long inode) {
    return folder + "/" + name(inode);
  }

  static String name(long inode) {
    return Long.toUnsignedString(inode);
  }
}
