package io.sluice.files;

import io.sluice.model.FileIdentity;
import io.sluice.model.KeyRules;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open directory: its identity from before the first read, its names, and the status of single
 * children relative to its descriptor. Reserved names of the root, {@code .} and {@code ..} are
 * left out. For one thread at a time.
 */
public final class DirectoryScan implements AutoCloseable {
  private static final byte[] ITSELF = {'.'};
  private static final int DT_DIR = 4;
  private static final int DT_REG = 8;
  private static final int DT_LNK = 10;
  private static final int DT_UNKNOWN = 0;

  private final Descriptor directory;
  private final Attributes attributes;
  private final FileIdentity identity;
  private final DirectoryReader reader;
  private final byte[] prefix;

  private DirectoryScan(Descriptor directory, ObjectKey key, Attributes attributes)
      throws FileFailure {
    this.directory = directory;
    this.attributes = attributes;
    this.identity = directory.stat().status().identity();
    this.reader = new DirectoryReader(directory);
    this.prefix = prefix(key);
  }

  /** Takes over the descriptor; closes it when this fails. */
  static DirectoryScan of(Descriptor directory, ObjectKey key, Attributes attributes)
      throws FileFailure {
    try {
      return new DirectoryScan(directory, key, attributes);
    } catch (FileFailure | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** The directory's identity when it was opened; read the names after asking for it. */
  public FileIdentity identity() {
    return identity;
  }

  /**
   * The next names in the file system's order, some hundreds at a time; empty at the end
   * (getdents64).
   */
  public List<DirectoryEntry> next() throws FileFailure {
    List<DirectoryEntry> entries = new ArrayList<>();
    boolean more = true;
    while (more && entries.isEmpty()) {
      more =
          reader.next(name -> {
            DirectoryEntry entry = entry(name.copy(), name.kind(), name.inode());
            if (entry != null) {
              entries.add(entry);
            }
          });
    }
    return entries;
  }

  /** Takes names of a directory without an object for each. */
  public interface Names {
    /** A name in UTF-8, without a slash. What is shown holds until this returns. */
    void name(NameView name, FileType type);

    /**
     * A name that is not UTF-8.
     *
     * @param shown for logs and status, with those bytes as {@code \\xNN}
     */
    void notUtf8(String shown);
  }

  /**
   * Shows the next names, if need be none, in the file system's order (getdents64).
   *
   * @return false at the end
   */
  public boolean next(Names sink) throws FileFailure {
    return reader.next(name -> show(name, sink));
  }

  private void show(NameView name, Names sink) throws FileFailure {
    if (name.first() == '.' && isReserved(name.copy())) {
      return;
    }
    FileType type = name.kind() == DT_REG ? FileType.REGULAR : type(name.kind(), name.copy());
    if (type == null) {
      return;
    }
    if (name.isAscii() || ObjectKey.ofUtf8(name.copy()) != null) {
      sink.name(name, type);
    } else {
      sink.notUtf8(ShownName.of(name.copy()));
    }
  }

  private boolean isReserved(byte[] name) {
    return prefix.length == 0 && name[0] == '.' && KeyRules.isReserved(ShownName.of(name));
  }

  /** Null for a reserved name, and one that went while we looked. */
  private @Nullable DirectoryEntry entry(byte[] name, int kind, long inode) throws FileFailure {
    FileType type = isReserved(name) ? null : type(kind, name);
    if (type == null) {
      return null;
    }
    ObjectKey key = ObjectKey.ofUtf8(path(name, type == FileType.DIRECTORY));
    String strange = key != null ? null : ShownName.of(name);
    return new DirectoryEntry(key, strange, type, inode);
  }

  private @Nullable FileType type(int kind, byte[] name) throws FileFailure {
    return switch (kind) {
      case DT_REG -> FileType.REGULAR;
      case DT_DIR -> FileType.DIRECTORY;
      case DT_LNK -> FileType.SYMBOLIC_LINK;
      case DT_UNKNOWN -> {
        Stat stat = StatCalls.ofChild(directory.number(), name, ShownName.of(name));
        yield stat == null ? null : stat.status().type();
      }
      default -> FileType.OTHER;
    };
  }

  private byte[] path(byte[] name, boolean isDirectory) {
    byte[] path = Arrays.copyOf(prefix, prefix.length + name.length + (isDirectory ? 1 : 0));
    System.arraycopy(name, 0, path, prefix.length, name.length);
    if (isDirectory) {
      path[path.length - 1] = '/';
    }
    return path;
  }

  /**
   * The status of one child (statx relative to this directory, links not followed), null when it is
   * gone.
   */
  public @Nullable FileStatus status(ObjectKey child) throws FileFailure {
    byte[] name = Tree.name(child);
    if (name.length == 0) {
      return null;
    }
    Stat stat = StatCalls.ofChild(directory.number(), name, child);
    if (stat == null || (child.isDirectory() && !stat.isDirectory())) {
      return null;
    }
    return stat.status();
  }

  /**
   * Whether a child is a regular file of exactly this identity; false also when it is gone. As
   * {@link #status}, for many children.
   */
  public boolean isStill(ObjectKey child, FileIdentity identity) throws FileFailure {
    return !child.isDirectory() && StatCalls.isStill(directory.number(), child, identity);
  }

  /** The same, never from what a network file system has cached. */
  public @Nullable FileStatus statusNow(ObjectKey file) throws FileFailure {
    Stat stat = StatCalls.ofChildNow(directory.number(), Tree.name(file), file);
    return stat == null ? null : stat.status();
  }

  /** Opens a file here for reading it through; null when it is gone or no regular file. */
  public @Nullable QuietFile openQuietly(ObjectKey file) throws FileFailure {
    int flags = OpenFlags.PATH_ANY;
    int result = OpenCalls.open(directory.number(), Tree.name(file), flags, 0);
    if (Errno.ENOENT.is(result)) {
      return null;
    }
    return QuietFile.of(Descriptor.of(result, file.toString()), attributes);
  }

  /**
   * Whether S3 certainly stored nothing on a child, as on every file that a pod made: one call
   * where {@link VolumeRoot#attributes} needs several. False when that can't be told so cheaply.
   */
  public boolean isBare(ObjectKey child) {
    return attributes.isBare(directory, Tree.name(child));
  }

  /** The same of the directory itself. */
  public boolean isBare() {
    return attributes.isBare(directory, ITSELF);
  }

  @Override
  public void close() {
    directory.close();
  }

  private static byte[] prefix(ObjectKey key) {
    byte[] utf8 = key.utf8();
    if (key.isDirectory()) {
      return utf8;
    }
    byte[] withSlash = Arrays.copyOf(utf8, utf8.length + 1);
    withSlash[utf8.length] = '/';
    return withSlash;
  }
}
