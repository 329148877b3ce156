package io.sluice.files;

import io.sluice.model.KeyRules;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Small documents that Sluice keeps on a volume about the volume itself, in {@code .sluice/}: each
 * is written whole and renamed into place, so that readers see the old one or the new one.
 */
public final class OwnDocuments {
  private static final Pattern NAME = Pattern.compile("[a-z-]+\\.(json|xml)");

  private final Volume volume;

  OwnDocuments(Volume volume) {
    this.volume = volume;
  }

  /** The content of a document, null when there is none. */
  public byte @Nullable [] read(String name) throws FileFailure {
    int result = volume.tree().tryOpenOwn(path(name), OpenFlags.READ);
    if (Tree.isAbsent(result)) {
      return null;
    }
    try (Descriptor file = Descriptor.of(result, name)) {
      return SmallFile.read(file);
    }
  }

  /** Writes a document in place of an older one. */
  public void write(String name, byte[] content) throws FileFailure {
    Tree tree = volume.tree();
    String unfinished = name + "." + HexFormat.of().toHexDigits(volume.random().nextLong());
    OwnFolders.make(tree, KeyRules.PRIVATE_NAME);
    try (Descriptor folder = tree.openOwn(KeyRules.PRIVATE_NAME, OpenFlags.READ_DIRECTORY)) {
      boolean named = false;
      try {
        fill(path(name).replace(name, unfinished), content, tree.syncs());
        int result =
            NameCalls.rename(
                folder.name(Tree.bytes(unfinished)),
                folder.name(Tree.bytes(name)),
                NameCalls.REPLACE);
        FileFailure.check(result, "renameat2", name);
        named = true;
        tree.syncNames(folder);
      } finally {
        if (!named) {
          NameCalls.unlink(folder.name(Tree.bytes(unfinished)), 0);
        }
      }
    }
  }

  /**
   * Puts a document in place of an older one without syncing anything: for what a power cut may
   * take back, and what is written several times a second.
   *
   * @param writer names the unfinished file, so that a writer that died leaves no more than one
   */
  public void replace(String name, String writer, byte[] content) throws FileFailure {
    String unfinished = name + "." + writer;
    OwnFolders.make(volume.tree(), KeyRules.PRIVATE_NAME);
    try (Descriptor folder =
        volume.tree().openOwn(KeyRules.PRIVATE_NAME, OpenFlags.READ_DIRECTORY)) {
      fill(path(name).replace(name, unfinished), content, false);
      int result =
          NameCalls.rename(
              folder.name(Tree.bytes(unfinished)),
              folder.name(Tree.bytes(name)),
              NameCalls.REPLACE);
      FileFailure.check(result, "renameat2", name);
    }
  }

  private void fill(String path, byte[] content, boolean syncs) throws FileFailure {
    int flags = OpenFlags.READ_WRITE | OpenFlags.CREATE | OpenFlags.TRUNCATE;
    try (Descriptor file = volume.tree().openOwn(path, flags)) {
      SmallFile.write(file, 0, content);
      if (syncs) {
        FileFailure.check(DataCalls.sync(file.number()), "fsync", path);
      }
    }
  }

  /** Removes a document; nothing happens when there is none. */
  public void remove(String name) throws FileFailure {
    int opened = volume.tree().tryOpenOwn(KeyRules.PRIVATE_NAME, OpenFlags.READ_DIRECTORY);
    if (Tree.isAbsent(opened)) {
      return;
    }
    try (Descriptor folder = Descriptor.of(opened, KeyRules.PRIVATE_NAME)) {
      int result = NameCalls.unlink(folder.name(Tree.bytes(name)), 0);
      if (!Errno.ENOENT.is(result)) {
        FileFailure.check(result, "unlinkat", name);
        volume.tree().syncNames(folder);
      }
    }
  }

  private static String path(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a document's name: " + name);
    }
    return KeyRules.PRIVATE_NAME + "/" + name;
  }
}
