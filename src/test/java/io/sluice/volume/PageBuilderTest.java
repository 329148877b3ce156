package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.index.KeyBytes;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageBuilderTest {
  private static final int[] MAX_KEYS = {1, 2, 3, 7, 1000};

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void pages_together_are_the_sorted_reference(long seed) throws Exception {
    Random random = new Random(seed);
    ListingSettings settings = seed % 2 == 0 ? ListedVolume.SETTINGS : ListedVolume.ALWAYS;
    try (ListedVolume volume = new ListedVolume(temp, settings)) {
      GeneratedTree tree = new GeneratedTree(random);
      tree.fill(volume, 150);
      for (int i = 0; i < 300; i++) {
        assertWalk(volume, tree, tree.query(MAX_KEYS[i % MAX_KEYS.length]), seed);
        if (i == 100) {
          volume.loseIndex();
        }
        if (i == 200) {
          volume.restart();
        }
      }
    }
  }

  private static void assertWalk(
      ListedVolume volume, GeneratedTree tree, ListQuery query, long seed) throws Exception {
    List<String> expected = tree.expected(query);
    List<String> found = new ArrayList<>();
    ListPosition position = query.position();
    while (true) {
      ListPage page =
          volume.page(new ListQuery(query.prefix(), query.delimiter(), position, query.maxKeys()));
      List<String> items = ListedVolume.items(page);
      found.addAll(items);
      assertThat(items).as("%s, seed %d", query, seed).hasSizeLessThanOrEqualTo(query.maxKeys());
      assertThat(page.truncated())
          .as("truncated after %s, %s, seed %d", found, query, seed)
          .isEqualTo(found.size() < expected.size());
      if (!page.truncated()) {
        break;
      }
      assertAdvances(position, page.position());
      position = page.position();
    }
    assertThat(found).as("%s, seed %d", query, seed).containsExactlyElementsOf(expected);
  }

  private static void assertAdvances(ListPosition before, ListPosition after) {
    assertThat(Arrays.compareUnsigned(behind(after), behind(before)))
        .as("%s after %s", after, before)
        .isPositive();
  }

  /** The least bytes that are not behind a position. A prefix has all its keys behind it. */
  private static byte[] behind(ListPosition position) {
    byte[] last = position.after().utf8();
    return position.isPrefix() ? KeyBytes.after(last) : KeyBytes.justAfter(last);
  }

  @Test
  void a_page_of_nothing_is_not_truncated() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      volume.foreign("a");
      ListPosition position = new ListPosition(ObjectKey.of("x"), false);
      ListPage page = volume.page(new ListQuery(ObjectKey.ROOT, "", position, 0));
      assertThat(page).isEqualTo(new ListPage(List.of(), List.of(), false, position));
    }
  }

  @Test
  void an_empty_volume_lists_as_nothing() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      assertThat(volume.keys()).isEmpty();
      assertThat(volume.shown("a/b/c", "/")).isEmpty();
    }
  }

  @Test
  void what_the_gateway_keeps_for_itself_is_never_listed() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      volume.foreign(".sluice/lease");
      volume.foreign(".s3compat_uploads/other/part");
      volume.foreign("a/.sluice/f");
      volume.foreign(".sluicex");
      assertThat(volume.keys()).containsExactly(".sluicex", "a/.sluice/f");
      assertThat(volume.shown(".s", "/")).containsExactly(".sluicex");
      assertThat(volume.shown(".sluice/", "")).isEmpty();
      assertThat(volume.shown(".s3compat_uploads/", "/")).isEmpty();
      assertThat(volume.listing.freshener().current(ObjectKey.of(".sluice/lease"))).isNull();
    }
  }

  @Test
  void only_files_and_directories_with_utf8_names_are_listed() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      volume.foreign("d/file");
      Path tree = volume.tree;
      shell(
          tree,
          "ln -s file d/link; ln -s d dirlink; mkfifo d/fifo; mkdir e; ln -s x e/l;"
              + " touch \"d/$(printf 'bad\\377')\"; mkdir \"$(printf 'd\\377')\"");
      assertThat(volume.keys()).containsExactly("d/file", "e/");
      assertThat(volume.shown("dirlink/", "")).isEmpty();
      assertThat(volume.shown("", "/")).containsExactly("d/", "e/");
    }
  }

  @Test
  void keys_past_the_limit_are_not_listed() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      String deep = ("d".repeat(199) + "/").repeat(5);
      volume.foreign(deep + "f".repeat(24));
      volume.foreign(deep + "g".repeat(25));
      assertThat(volume.keys()).containsExactly(deep + "f".repeat(24));
    }
  }

  @Test
  void empty_directories_are_hidden_where_they_are_not_wanted() throws Exception {
    ListingSettings hidden =
        new ListingSettings(Duration.ofSeconds(2), true, false, Duration.ofMillis(10));
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      shell(volume.tree, "mkdir -p a/b/c d/e f; touch d/e/x g");
      assertThat(volume.keys()).containsExactly("a/b/c/", "d/e/x", "f/", "g");
    }
    try (ListedVolume volume = new ListedVolume(temp, hidden)) {
      assertThat(volume.keys()).containsExactly("d/e/x", "g");
      assertThat(volume.shown("", "/")).containsExactly("d/", "g");
      ListPage page = volume.page(new ListQuery(ObjectKey.ROOT, "/", ListPosition.START, 2));
      assertThat(page.truncated()).isFalse();
      volume.loseIndex();
      assertThat(volume.shown("", "/")).containsExactly("d/", "g");
      assertThat(volume.listing.freshener().current(ObjectKey.of("f/"))).isNull();
    }
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      assertThat(volume.keys()).containsExactly("a/b/c/", "d/e/x", "f/", "g");
    }
  }

  @Test
  void a_directory_that_turns_into_something_else_is_no_longer_entered() throws Exception {
    for (String instead : List.of("", "touch d", "ln -s e d", "mkdir d; touch d/new")) {
      Path here = Files.createDirectories(temp.resolve("t" + instead.hashCode()));
      try (ListedVolume volume = new ListedVolume(here, ListedVolume.ALWAYS)) {
        volume.foreign("d/x/y");
        volume.foreign("e/z");
        assertThat(volume.keys()).containsExactly("d/x/y", "e/z");
        shell(volume.tree, "rm -r d; " + instead);
        List<String> expected = new ArrayList<>(List.of("e/z"));
        if (instead.startsWith("touch")) {
          expected.addFirst("d");
        } else if (instead.startsWith("mkdir")) {
          expected.addFirst("d/new");
        }
        assertThat(volume.shown("d/x/", "")).isEmpty();
        assertThat(volume.keys()).as(instead).containsExactlyElementsOf(expected);
      }
    }
  }

  @Test
  void an_edit_in_place_shows_on_the_next_page() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      volume.foreign("d/f");
      assertThat(volume.entries().getFirst().identity().sizeBytes()).isEqualTo(3);
      Files.writeString(volume.tree.resolve("d/f"), "longer than before");
      assertThat(volume.entries().getFirst().identity().sizeBytes()).isEqualTo(18);
    }
  }

  @Test
  void a_foreign_file_appears_within_the_freshness() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      volume.foreign("d/f");
      assertThat(volume.keys()).containsExactly("d/f");
      volume.foreign("d/g");
      volume.foreign("h");
      volume.passFreshness();
      assertThat(volume.keys()).containsExactly("d/f", "d/g", "h");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void keys_that_nobody_touches_are_listed_exactly_once_whatever_changes(long seed)
      throws Exception {
    Random random = new Random(seed);
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.ALWAYS)) {
      TreeSet<String> kept = new TreeSet<>();
      for (int i = 0; i < 120; i++) {
        String key = "d" + random.nextInt(4) + "/" + random.nextInt(3) + "/k" + random.nextInt(50);
        volume.foreign(key);
        kept.add(key);
      }
      for (int round = 0; round < 6; round++) {
        assertThat(keptIn(walkWithChanges(volume, random))).containsExactlyElementsOf(kept);
      }
      assertThat(volume.keys()).as("seed %d", seed).containsExactlyElementsOf(walked(volume.tree));
    }
  }

  private static List<String> keptIn(List<String> keys) {
    return keys.stream().filter(key -> key.matches("d\\d/\\d/k\\d+")).toList();
  }

  private static List<String> walkWithChanges(ListedVolume volume, Random random) throws Exception {
    List<String> found = new ArrayList<>();
    ListPosition position = ListPosition.START;
    while (true) {
      ListPage page = volume.page(new ListQuery(ObjectKey.ROOT, "", position, 5));
      page.objects().forEach(object -> found.add(object.key().toString()));
      if (!page.truncated()) {
        return found;
      }
      assertAdvances(position, page.position());
      position = page.position();
      change(volume.tree, random);
    }
  }

  private static void change(Path tree, Random random) throws Exception {
    String directory = "d" + random.nextInt(4) + "/" + random.nextInt(3);
    Path file = tree.resolve(directory + "/t" + random.nextInt(9));
    Path other = tree.resolve(directory + "x/t" + random.nextInt(9));
    Files.createDirectories(other.getParent());
    switch (random.nextInt(5)) {
      case 0 -> Files.writeString(Files.createDirectories(file.getParent()).resolve("t1"), "new");
      case 1 -> Files.deleteIfExists(file);
      case 2 -> {
        if (Files.exists(file)) {
          Files.move(file, other, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      case 3 -> {
        Files.deleteIfExists(other);
        try (Stream<Path> left = Files.list(other.getParent())) {
          if (left.findAny().isEmpty()) {
            Files.delete(other.getParent());
          }
        }
      }
      default -> Files.writeString(other, "edited " + random.nextInt());
    }
  }

  private static List<String> walked(Path tree) throws Exception {
    TreeSet<ObjectKey> keys = new TreeSet<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.toList()) {
        String text = tree.relativize(path).toString();
        if (text.isEmpty() || text.startsWith(".s3compat_uploads") || text.startsWith(".sluice")) {
          continue;
        }
        if (!Files.isDirectory(path)) {
          keys.add(ObjectKey.of(text));
        } else if (isEmpty(path)) {
          keys.add(ObjectKey.of(text + "/"));
        }
      }
    }
    return keys.stream().map(ObjectKey::toString).toList();
  }

  private static boolean isEmpty(Path directory) throws Exception {
    try (Stream<Path> inside = Files.list(directory)) {
      return inside.findAny().isEmpty();
    }
  }

  private static void shell(Path tree, String script) throws Exception {
    int exit =
        new ProcessBuilder("sh", "-c", script)
            .directory(tree.toFile())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).isZero();
  }
}
