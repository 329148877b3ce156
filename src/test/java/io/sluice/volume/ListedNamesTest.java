package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListedNamesTest {
  private static final String LETTERS = "0123456789abcxyzABC.-_~ äß€𝄞";

  @TempDir Path directory;

  @Test
  void names_come_in_key_order_with_their_inodes() throws Exception {
    ObjectKey top = ObjectKey.of("d/");
    NavigableSet<ObjectKey> made = make(Files.createDirectory(directory.resolve("d")), 71);

    PackedNames names = listed(top);

    assertThat(keys(top, names)).containsExactlyElementsOf(made);
    for (int at = 0; at < names.size(); at++) {
      ObjectKey key = names.key(top, at);
      assertThat(names.isDirectory(at)).isEqualTo(key.isDirectory());
      assertThat(top.child(names.name(at))).isEqualTo(key);
      assertThat(names.compareTo(at, names.name(at))).isZero();
      assertThat(names.inode(at))
          .isEqualTo(Files.getAttribute(directory.resolve(key.toString()), "unix:ino"));
    }
  }

  @Test
  void few_names_are_sorted_as_well() throws Exception {
    for (int count = 0; count <= 20; count++) {
      ObjectKey top = ObjectKey.of("few-" + count + "/");
      Path folder = Files.createDirectory(directory.resolve(top.toString()));
      NavigableSet<ObjectKey> made = new TreeSet<>();
      for (int i = 0; i < count; i++) {
        String name = Integer.toHexString(i * 7919);
        Files.createFile(folder.resolve(name));
        made.add(ObjectKey.of(top + name));
      }

      assertThat(keys(top, listed(top))).containsExactlyElementsOf(made);
    }
  }

  @Test
  void names_that_begin_alike_are_sorted_as_well() throws Exception {
    List<String> alike =
        List.of("", "a", "abcdefg", "abcdefgh", "abcdefgz-1", "é", "ez", "𝄞𝄞𝄞", "b");
    for (String start : List.of("f", "file-", "a-name-that-is-longer-than-others-")) {
      ObjectKey top = ObjectKey.of("of-" + start + "/");
      Path folder = Files.createDirectory(directory.resolve(top.toString()));
      NavigableSet<ObjectKey> made = new TreeSet<>();
      for (String rest : alike) {
        Files.createFile(folder.resolve(start + rest));
        made.add(ObjectKey.of(top + start + rest));
      }

      assertThat(keys(top, listed(top))).containsExactlyElementsOf(made);
    }
  }

  /** Names from one byte to 255, more of them than one piece of memory holds. */
  private static NavigableSet<ObjectKey> make(Path folder, long seed) throws IOException {
    RandomGenerator random = new Random(seed);
    NavigableSet<ObjectKey> made = new TreeSet<>();
    for (int i = 0; i < 4_000; i++) {
      String name = name(random);
      if (Files.exists(folder.resolve(name))) {
        continue;
      }
      boolean isDirectory = random.nextInt(8) == 0;
      if (isDirectory) {
        Files.createDirectory(folder.resolve(name));
      } else {
        Files.createFile(folder.resolve(name));
      }
      made.add(ObjectKey.of(folder.getFileName() + "/" + name + (isDirectory ? "/" : "")));
    }
    return made;
  }

  private static String name(RandomGenerator random) {
    int[] letters = LETTERS.codePoints().toArray();
    int most = random.nextInt(6) == 0 ? 63 : 12 + random.nextInt(50);
    StringBuilder name = new StringBuilder("n");
    for (int length = random.nextInt(most); length > 0; length--) {
      name.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return name.toString();
  }

  private PackedNames listed(ObjectKey top) throws Exception {
    ListedNames listed = new ListedNames(top);
    VolumeRoot root =
        VolumeRoot.open(
            directory, new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE));
    try (root;
        DirectoryScan scan = requireNonNull(root.scan(top))) {
      while (listed.more(scan)) {
        // All of them.
      }
    }
    return listed.names();
  }

  private static List<ObjectKey> keys(ObjectKey top, PackedNames names) {
    List<ObjectKey> keys = new ArrayList<>();
    for (int at = 0; at < names.size(); at++) {
      keys.add(names.key(top, at));
    }
    return keys;
  }
}
