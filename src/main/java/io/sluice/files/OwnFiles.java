package io.sluice.files;

import io.sluice.model.KeyRules;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files that Sluice keeps on a volume in a folder of its own beneath {@code .sluice/}, written and
 * read in pieces. All paths are resolved beneath the volume's root without links, as those of keys
 * are.
 */
public final class OwnFiles {
  private static final Pattern FOLDER = Pattern.compile("[a-z0-9-]+(/[a-z0-9-]+)*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private final Tree tree;
  private final String folder;

  OwnFiles(Volume volume, String folder) {
    if (!FOLDER.matcher(folder).matches()) {
      throw new IllegalArgumentException("not a folder of ours: " + folder);
    }
    this.tree = volume.tree();
    this.folder = KeyRules.PRIVATE_NAME + "/" + folder;
  }

  /** Whether a text can be the name of such a file. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The names in the folder; empty when there is no folder. */
  public List<String> names() throws FileFailure {
    List<String> names = new ArrayList<>();
    try {
      for (byte[] name : StagedFiles.names(tree, folder)) {
        names.add(ShownName.of(name));
      }
    } catch (FileFailure failure) {
      if (!isAbsence(failure)) {
        throw failure;
      }
    }
    return names;
  }

  private static boolean isAbsence(FileFailure failure) {
    return switch (failure.errno()) {
      case ENOENT, ENOTDIR, ELOOP -> true;
      default -> false;
    };
  }

  /** The length of a regular file, -1 when there is none. */
  public long sizeBytes(String name) throws FileFailure {
    int result = tree.tryOpenOwn(path(name), OpenFlags.PATH_ANY);
    if (Tree.isAbsent(result)) {
      return -1;
    }
    try (Descriptor file = Descriptor.of(result, name)) {
      Stat stat = file.stat();
      return stat.isRegular() ? stat.status().identity().sizeBytes() : -1;
    }
  }

  /** Reads a piece; shorter at the end of the file, ENOENT when there is no regular file. */
  public byte[] read(String name, long offsetBytes, int lengthBytes) throws FileFailure {
    if (sizeBytes(name) < 0) {
      throw new FileFailure(Errno.ENOENT, "open", path(name));
    }
    ByteBuffer piece = ByteBuffer.allocate(lengthBytes);
    try (Descriptor file = tree.openOwn(path(name), OpenFlags.READ)) {
      while (piece.hasRemaining()) {
        long at = offsetBytes + piece.position();
        int length = (int) DataCalls.read(file.number(), piece.remaining(), at);
        FileFailure.check(length, "pread", file.subject());
        if (length == 0) {
          break;
        }
        piece.put(Scratch.get().data().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
      }
    }
    return Arrays.copyOf(piece.array(), piece.position());
  }

  /** Makes the folder, and those above it. */
  public void makeFolder() throws FileFailure {
    for (int slash = folder.indexOf('/'); slash > 0; slash = folder.indexOf('/', slash + 1)) {
      OwnFolders.make(tree, folder.substring(0, slash));
    }
    OwnFolders.make(tree, folder);
  }

  /** Writes a piece; the one at 0 begins the file anew. */
  public void write(String name, long offsetBytes, byte[] piece) throws FileFailure {
    int flags = OpenFlags.READ_WRITE | OpenFlags.CREATE;
    int all = offsetBytes == 0 ? flags | OpenFlags.TRUNCATE : flags;
    try (Descriptor file = tree.openOwn(path(name), all)) {
      SmallFile.write(file, offsetBytes, piece);
    }
  }

  /** Makes a file last, by the volume's durability. */
  public void sync(String name) throws FileFailure {
    if (tree.syncs()) {
      try (Descriptor file = tree.openOwn(path(name), OpenFlags.READ)) {
        FileFailure.check(DataCalls.sync(file.number()), "fsync", file.subject());
      }
    }
  }

  /** All of a small file, null when there is none. */
  public byte @Nullable [] readWhole(String name) throws FileFailure {
    long size = sizeBytes(name);
    if (size > SmallFile.MAX_BYTES) {
      throw new FileFailure(Errno.EFBIG, "pread", path(name));
    }
    return size < 0 ? null : read(name, 0, (int) size);
  }

  /** Writes a small file in place of an older one, in one step. */
  public void replace(String name, byte[] content) throws FileFailure {
    String unfinished = name + ".new";
    write(unfinished, 0, content);
    sync(unfinished);
    try (Descriptor open = tree.openOwn(folder, OpenFlags.READ_DIRECTORY)) {
      int result =
          NameCalls.rename(
              open.name(Tree.bytes(unfinished)), open.name(Tree.bytes(name)), NameCalls.REPLACE);
      FileFailure.check(result, "renameat2", path(name));
      tree.syncNames(open);
    }
  }

  /** Removes a file; nothing happens when there is none. */
  public void remove(String name) throws FileFailure {
    int opened = tree.tryOpenOwn(folder, OpenFlags.PATH_DIRECTORY);
    if (Tree.isAbsent(opened)) {
      return;
    }
    try (Descriptor open = Descriptor.of(opened, folder)) {
      int result = NameCalls.unlink(open.name(Tree.bytes(name)), 0);
      if (!Errno.ENOENT.is(result)) {
        FileFailure.check(result, "unlinkat", path(name));
      }
    }
  }

  private String path(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a name of ours: " + name);
    }
    return folder + "/" + name;
  }
}
