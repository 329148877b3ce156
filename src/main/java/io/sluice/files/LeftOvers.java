package io.sluice.files;

import io.sluice.model.KeyRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Counts what other programs left in the staging folder beside our part of it. Changes nothing. A
 * directory at a time, so that it can be done in slices; for one thread.
 */
public final class LeftOvers {
  private static final byte[] OURS = Tree.bytes("sluice");

  private final Tree tree;
  private final Deque<String> pending = new ArrayDeque<>(List.of(KeyRules.STAGING_NAME));
  private long files;
  private long bytes;

  LeftOvers(Tree tree) {
    this.tree = tree;
  }

  /** How many there are, of those seen so far; directories aren't counted. */
  public long files() {
    return files;
  }

  public long bytes() {
    return bytes;
  }

  /**
   * Counts one more directory.
   *
   * @return whether there is more to count
   */
  public boolean step() throws FileFailure {
    String folder = pending.poll();
    if (folder != null) {
      try (Descriptor open = tree.openOwn(folder, OpenFlags.READ_DIRECTORY)) {
        count(folder, open);
      } catch (FileFailure failure) {
        // Removed meanwhile, or closed to us: the others still count.
        if (failure.errno() != Errno.ENOENT && failure.errno() != Errno.EACCES) {
          throw failure;
        }
      }
    }
    return !pending.isEmpty();
  }

  private void count(String folder, Descriptor open) throws FileFailure {
    DirectoryReader reader = new DirectoryReader(open);
    List<byte[]> names = reader.next();
    while (!names.isEmpty()) {
      for (byte[] name : names) {
        if (!folder.equals(KeyRules.STAGING_NAME) || !Arrays.equals(name, OURS)) {
          count(folder, open, name);
        }
      }
      names = reader.next();
    }
  }

  private void count(String folder, Descriptor open, byte[] name) throws FileFailure {
    Stat stat = StatCalls.ofChild(open.number(), name, folder + "/" + ShownName.of(name));
    if (stat == null) {
      return;
    }
    if (!stat.isDirectory()) {
      files++;
      bytes += stat.isRegular() ? stat.status().identity().sizeBytes() : 0;
      return;
    }
    String text = new String(name, StandardCharsets.UTF_8);
    if (Arrays.equals(Tree.bytes(text), name)) {
      pending.add(folder + "/" + text);
    }
  }
}
