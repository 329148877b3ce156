package io.sluice.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a batch has gathered: trees that go, and after that rows that come or go. */
final class Changes {
  private static final Comparator<Row> BY_KEY =
      (one, other) -> Arrays.compareUnsigned(one.key, other.key);

  /** Directories of which none is in another. */
  private final TreeSet<byte[]> trees = new TreeSet<>(Arrays::compareUnsigned);

  private final List<Row> objects = new ArrayList<>();
  private final List<Row> directories = new ArrayList<>();
  private final List<Row> inodes = new ArrayList<>();

  /** One row; without a value it goes. */
  static final class Row {
    final byte[] key;
    final byte @Nullable [] value;

    Row(byte[] key, byte @Nullable [] value) {
      this.key = key;
      this.value = value;
    }
  }

  void object(byte[] key, byte @Nullable [] value) {
    objects.add(new Row(key, value));
  }

  void directory(byte[] key, byte[] value) {
    directories.add(new Row(key, value));
  }

  void inode(byte[] key, byte[] directory) {
    inodes.add(new Row(key, directory));
  }

  List<Row> inodes() {
    return inodes;
  }

  void tree(byte[] directory) {
    if (!isInTree(directory)) {
      trees.removeIf(other -> KeyBytes.startsWith(other, directory));
      trees.add(directory);
    }
  }

  /** Whether a key lies in a tree that goes. */
  boolean isInTree(byte[] key) {
    byte[] tree = trees.floor(key);
    return tree != null && KeyBytes.startsWith(key, tree);
  }

  Collection<byte[]> trees() {
    return trees;
  }

  List<Row> directories() {
    return directories;
  }

  /** Objects in key order; of several changes to one key, the last. */
  List<Row> objects() {
    return isAscending() ? objects : sorted();
  }

  /** As those who read a directory make them. */
  private boolean isAscending() {
    for (int i = 1; i < objects.size(); i++) {
      if (BY_KEY.compare(objects.get(i - 1), objects.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private List<Row> sorted() {
    objects.sort(BY_KEY); // Stable.
    List<Row> last = new ArrayList<>(objects.size());
    for (int i = 0; i < objects.size(); i++) {
      if (i + 1 == objects.size() || BY_KEY.compare(objects.get(i), objects.get(i + 1)) != 0) {
        last.add(objects.get(i));
      }
    }
    return last;
  }

  /** Shows the keys of objects that change; some come more than once. */
  void eachObject(Consumer<byte[]> visitor) {
    for (Row row : objects) {
      visitor.accept(row.key);
    }
  }

  int size() {
    return trees.size() + objects.size() + directories.size();
  }

  void clear() {
    trees.clear();
    objects.clear();
    directories.clear();
    inodes.clear();
  }
}
