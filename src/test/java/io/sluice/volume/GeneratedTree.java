package io.sluice.volume;

import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A random tree of awkward names, and the listing that it must give by sorting all keys. */
final class GeneratedTree {
  private static final String[] NAMES = {
    "a",
    "a-b",
    "a.txt",
    "a0",
    "b",
    "ab",
    "aab",
    "-",
    "%41",
    "a%2F",
    "a b",
    "\u0001",
    "~",
    "x\n",
    "é",
    "éa",
    "\uFF5E",
    "\uD83D\uDE00",
    "\uD83D\uDE00b",
    "ß-"
  };
  static final String[] DELIMITERS = {"", "/", "-", "a", "ab", "é", "b/", "\uD83D\uDE00", "//"};

  private final RandomGenerator random;

  /** Every key that a listing without delimiter shows. */
  final TreeSet<ObjectKey> keys = new TreeSet<>();

  GeneratedTree(RandomGenerator random) {
    this.random = random;
  }

  /** Makes so many files and some empty directories. */
  void fill(ListedVolume volume, int files) throws IOException {
    TreeSet<String> directories = new TreeSet<>();
    TreeSet<String> names = new TreeSet<>();
    for (int i = 0; i < files; i++) {
      String path = path();
      boolean empty = random.nextInt(6) == 0;
      if (conflicts(path, names, directories)) {
        continue;
      }
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        directories.add(path.substring(0, slash));
      }
      if (empty) {
        volume.makeDirectory(ObjectKey.of(path + "/"));
        directories.add(path);
      } else {
        volume.foreign(path);
        names.add(path);
      }
    }
    names.forEach(name -> keys.add(ObjectKey.of(name)));
    for (String directory : directories) {
      ObjectKey key = ObjectKey.of(directory + "/");
      boolean used =
          names.stream().anyMatch(name -> name.startsWith(key.toString()))
              || directories.stream().anyMatch(other -> other.startsWith(key.toString()));
      if (!used) {
        keys.add(key);
      }
    }
  }

  private static boolean conflicts(String path, Set<String> names, Set<String> directories) {
    if (names.contains(path) || directories.contains(path)) {
      return true;
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (names.contains(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private String path() {
    StringBuilder path = new StringBuilder(name());
    while (random.nextInt(5) > 1 && path.length() < 40) {
      path.append('/').append(name());
    }
    return path.toString();
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  ListQuery query(int maxKeys) {
    String delimiter = DELIMITERS[random.nextInt(DELIMITERS.length)];
    String prefix = random.nextInt(3) == 0 ? "" : partOfKey();
    ListPosition position =
        random.nextInt(3) > 0
            ? ListPosition.START
            : new ListPosition(ObjectKey.of(partOfKey()), random.nextInt(4) == 0);
    return new ListQuery(ObjectKey.of(prefix), delimiter, position, maxKeys);
  }

  /** A key, or the beginning of one, sometimes with something strange behind it. */
  private String partOfKey() {
    List<ObjectKey> all = new ArrayList<>(keys);
    String key = all.get(random.nextInt(all.size())).toString();
    int[] points = key.codePoints().toArray();
    String part = new String(points, 0, 1 + random.nextInt(points.length));
    return random.nextInt(8) == 0 ? part + name() : part;
  }

  /** The reference: sort, filter, fold. */
  List<String> expected(ListQuery query) {
    List<String> items = new ArrayList<>();
    String prefix = query.prefix().toString();
    for (ObjectKey key : keys) {
      String text = key.toString();
      if (!text.startsWith(prefix) || isBehind(key, query.position())) {
        continue;
      }
      int at = query.delimiter().isEmpty() ? -1 : text.indexOf(query.delimiter(), prefix.length());
      String item = at < 0 ? text : text.substring(0, at + query.delimiter().length());
      if (items.isEmpty() || !items.getLast().equals(item)) {
        items.add(item);
      }
    }
    return items;
  }

  private static boolean isBehind(ObjectKey key, ListPosition position) {
    if (position.isPrefix() && key.startsWith(position.after())) {
      return true;
    }
    return key.compareTo(position.after()) <= 0;
  }
}
