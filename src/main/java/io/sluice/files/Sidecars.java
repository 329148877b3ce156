package io.sluice.files;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attributes beside the files, for file systems that have none: {@code .sluice/meta/INODE}, written
 * whole and renamed into place. They follow a file's rename since they go by inode. One left behind
 * by a pod's removal is ignored, and replaced when the number is used again.
 */
final class Sidecars implements AttributeStore {
  static final String FOLDER = ".sluice/meta";

  private static final String NEW = ".new";

  private final Tree tree;

  Sidecars(Tree tree) {
    this.tree = tree;
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
    try (Descriptor folder = tree.openOwn(FOLDER, OpenFlags.PATH_DIRECTORY)) {
      int result = NameCalls.unlink(folder.name(Tree.bytes(name(stat.inode()))), 0);
      if (!Errno.ENOENT.is(result)) {
        FileFailure.check(result, "unlinkat", FOLDER);
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
    int result = tree.tryOpenOwn(FOLDER + "/" + name(stat.inode()), OpenFlags.READ);
    if (Errno.ENOENT.is(result)) {
      return null;
    }
    try (Descriptor file = Descriptor.of(result, FOLDER)) {
      SidecarRecord sidecar = SidecarRecord.decode(SmallFile.read(file));
      return sidecar != null && sidecar.isOf(stat) ? sidecar : null;
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
  }

  /** All but a body is text; every byte of that is a character of its own. */
  private static Charset charset(AttributeName name) {
    return name == AttributeName.BODY ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
  }

  private static String name(long inode) {
    return Long.toUnsignedString(inode);
  }
}
