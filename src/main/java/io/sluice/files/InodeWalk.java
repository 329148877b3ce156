package io.sluice.files;

import io.sluice.model.KeyRules;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Meets the inode of everything on a volume, staging included, but for what lies in {@code
 * .sluice}: by names alone, without a look at each file. Changes nothing; for one thread.
 *
 * <p>A file that a pod renames from a directory not yet read to one that was is not met; of a whole
 * directory that is renamed so, none of the files are. Staging is read first, since files go from
 * there to their keys.
 */
public final class InodeWalk implements AutoCloseable {
  private static final int DT_UNKNOWN = 0;
  private static final int DT_DIR = 4;
  private static final int DT_REG = 8;
  private static final byte[] ROOT = {};
  private static final byte[] ITSELF = {'.'};
  private static final byte[] PRIVATE = Tree.bytes(KeyRules.PRIVATE_NAME);
  private static final byte[] STAGING = Tree.bytes(KeyRules.STAGING_NAME);

  private final Tree tree;
  private final LongConsumer met;
  private final Deque<Level> levels = new ArrayDeque<>();
  private @Nullable Reading reading;
  private long directories;

  /** Directories of one parent that are still to be read: their names, each with a slash behind. */
  private static final class Level {
    private final byte[] parent;
    private final byte[] names;
    private int at;

    Level(byte[] parent, byte[] names) {
      this.parent = parent;
      this.names = names;
    }

    byte @Nullable [] next() {
      int start = at;
      while (at < names.length && names[at] != '/') {
        at++;
      }
      if (at == names.length) {
        return null;
      }
      byte[] name = Arrays.copyOfRange(names, start, at++);
      return join(parent, name);
    }
  }

  /** A directory whose names are being read. */
  private static final class Reading {
    private final byte[] path;
    private final Descriptor open;
    private final DirectoryReader names;
    private final ByteArrayOutputStream below = new ByteArrayOutputStream();
    private boolean isProved;
    private boolean isDistrusted;
    private int count;

    Reading(byte[] path, Descriptor open) {
      this.path = path;
      this.open = open;
      this.names = new DirectoryReader(open);
    }
  }

  InodeWalk(Tree tree, LongConsumer met) {
    this.tree = tree;
    this.met = met;
    levels.push(new Level(ROOT, Tree.bytes("./")));
    levels.push(new Level(ROOT, Tree.bytes(KeyRules.STAGING_NAME + "/")));
  }

  private static byte[] join(byte[] parent, byte[] name) {
    if (parent.length == 0) {
      return name;
    }
    byte[] path = Arrays.copyOf(parent, parent.length + 1 + name.length);
    path[parent.length] = '/';
    System.arraycopy(name, 0, path, parent.length + 1, name.length);
    return path;
  }

  /** How many directories were read so far. */
  public long directories() {
    return directories;
  }

  /**
   * Reads some thousand names of a directory at most, or begins another.
   *
   * @return how many there were, at least 1; 0 when all was met
   * @throws FileFailure for a directory that can't be read: then what lies in it stays unknown
   */
  public int step() throws FileFailure {
    Reading now = reading;
    if (now == null) {
      return begin();
    }
    now.count = 0;
    if (!isMore(now)) {
      close();
      directories++;
      if (now.below.size() > 0) {
        levels.push(new Level(now.path, now.below.toByteArray()));
      }
    }
    return Math.max(1, now.count);
  }

  private boolean isMore(Reading now) throws FileFailure {
    try {
      return now.names.next(name -> name(now, name));
    } catch (FileFailure failure) {
      if (failure.errno() == Errno.ENOENT) {
        return false; // Removed since it was opened.
      }
      throw failure;
    }
  }

  private int begin() throws FileFailure {
    while (!levels.isEmpty()) {
      byte[] path = levels.peek().next();
      if (path == null) {
        levels.pop();
        continue;
      }
      int result = tree.tryOpen(path, OpenFlags.READ_DIRECTORY);
      if (!Tree.isAbsent(result)) { // Else it went since its name was read.
        Descriptor open = Descriptor.of(result, ShownName.of(path));
        reading = new Reading(Arrays.equals(path, ITSELF) ? ROOT : path, open);
        // Where something is mounted its name bears another number.
        met.accept(open.stat().inode());
      }
      return 1;
    }
    return 0;
  }

  private void name(Reading now, NameView name) throws FileFailure {
    now.count++;
    int kind = name.kind();
    if (isOurs(now, name)) {
      return;
    }
    if (kind == DT_UNKNOWN || now.isDistrusted) {
      kind = look(now, name);
    } else {
      met.accept(name.inode());
    }
    if (kind == DT_DIR) {
      now.below.write(name.bytes(), name.from(), name.length());
      now.below.write('/');
    } else if (kind == DT_REG && !now.isProved && !now.isDistrusted) {
      prove(now, name);
    }
  }

  /** The root's folders that are not walked, or were first. */
  private static boolean isOurs(Reading now, NameView name) {
    if (now.path.length > 0 || name.first() != '.') {
      return false;
    }
    byte[] copy = name.copy();
    return Arrays.equals(copy, PRIVATE) || Arrays.equals(copy, STAGING);
  }

  /** Not every file system gives with a name the number that the file itself has. */
  private void prove(Reading now, NameView name) throws FileFailure {
    Stat stat = stat(now, name);
    if (stat != null) {
      met.accept(stat.inode());
      now.isProved = stat.inode() == name.inode();
      now.isDistrusted = !now.isProved;
    }
  }

  private int look(Reading now, NameView name) throws FileFailure {
    Stat stat = stat(now, name);
    if (stat == null) {
      return DT_UNKNOWN;
    }
    met.accept(stat.inode());
    return stat.isDirectory() ? DT_DIR : DT_REG;
  }

  private static @Nullable Stat stat(Reading now, NameView name) throws FileFailure {
    return StatCalls.ofChild(now.open.number(), name.copy(), now.open.subject());
  }

  @Override
  public void close() {
    Reading now = reading;
    if (now != null) {
      now.open.close();
      reading = null;
    }
  }
}
