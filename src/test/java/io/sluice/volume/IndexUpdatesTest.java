package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.files.FileStatus;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IndexUpdatesTest {
  @TempDir private Path temp;

  @Test
  void own_writes_show_at_once_without_reading_anything_again() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      volume.foreign("d/f");
      assertThat(volume.keys()).containsExactly("d/f");
      int readings = volume.readings.get();
      ObjectEntry entry = volume.put("d/g");
      assertThat(volume.entries())
          .extracting(o -> o.key().toString(), o -> o.tag())
          .contains(tuple("d/g", entry.tag()));
      volume.delete("d/f");
      assertThat(volume.keys()).containsExactly("d/g");
      assertThat(volume.readings.get()).isEqualTo(readings);
      volume.put("x/y/z");
      assertThat(volume.keys()).containsExactly("d/g", "x/y/z");
      assertThat(volume.shown("", "/")).containsExactly("d/", "x/");
    }
  }

  @Test
  void a_placeholder_goes_with_the_first_object_and_comes_back_after_the_last() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      Files.createDirectories(volume.tree.resolve("a/b/c"));
      assertThat(volume.keys()).containsExactly("a/b/c/");
      volume.put("a/b/c/f");
      assertThat(volume.keys()).containsExactly("a/b/c/f");
      volume.put("a/b/c/g/h");
      volume.delete("a/b/c/f");
      assertThat(volume.keys()).containsExactly("a/b/c/g/h");
      volume.delete("a/b/c/g/h");
      assertThat(volume.keys()).containsExactly("a/b/c/g/");
      assertThat(volume.shown("a/b/c/g/", "/")).containsExactly("a/b/c/g/");
      assertThat(volume.root.removeDirectory(ObjectKey.of("a/b/c/g/"))).isTrue();
      volume.listing.updates().directoryRemoved(ObjectKey.of("a/b/c/g/"));
      assertThat(volume.keys()).containsExactly("a/b/c/");
      assertThat(volume.listing.freshener().current(ObjectKey.of("a/b/c/"))).isNotNull();
      assertThat(volume.listing.freshener().current(ObjectKey.of("a/b/"))).isNull();
    }
  }

  @Test
  void a_marked_directory_is_listed_beside_what_it_holds() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, ListedVolume.SETTINGS)) {
      ObjectKey directory = ObjectKey.of("p/dir/");
      volume.listing.updates().directoriesMade(volume.root.makeDirectories(directory));
      ObjectMetadata metadata =
          new ObjectMetadata("application/x-directory", null, null, null, null, null, Map.of());
      volume.root.markDirectory(directory, metadata, Placeholders.EMPTY_CONTENT);
      FileStatus status = requireNonNull(volume.root.status(directory));
      FileIdentity identity = EntryReader.sizeless(status.identity());
      volume
          .listing
          .updates()
          .directoryMarked(
              new ObjectEntry(directory, identity, metadata, Placeholders.EMPTY_CONTENT));
      volume.put("p/dir/f");
      assertThat(volume.keys()).containsExactly("p/dir/", "p/dir/f");
      volume.loseIndex();
      assertThat(volume.keys()).containsExactly("p/dir/", "p/dir/f");
      ObjectEntry entry = requireNonNull(volume.listing.freshener().current(directory));
      assertThat(entry.metadata()).isEqualTo(metadata);
      assertThat(entry.tag()).isEqualTo(Placeholders.EMPTY_CONTENT.tag());
      volume.root.unmarkDirectory(directory);
      volume.listing.updates().unmarked(directory);
      assertThat(volume.keys()).containsExactly("p/dir/f");
      volume.delete("p/dir/f");
      assertThat(volume.keys()).containsExactly("p/dir/");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void nothing_published_or_removed_is_undone_by_a_reading_under_way(long seed) throws Exception {
    ListingSettings quiet =
        new ListingSettings(Duration.ofHours(1), false, true, Duration.ofMillis(10));
    try (ListedVolume volume = new ListedVolume(temp, quiet)) {
      Files.createDirectories(volume.tree.resolve("d"));
      for (int i = 0; i < 20_000; i++) {
        Files.createFile(volume.tree.resolve("d/f" + i));
      }
      AtomicBoolean done = new AtomicBoolean();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread reader = Thread.ofPlatform().start(() -> rereadUntil(volume, done, failure));
      Random random = new Random(seed);
      Set<String> there = new HashSet<>();
      Set<String> gone = new HashSet<>();
      for (int i = 0; i < 600; i++) {
        String key = "d/" + (random.nextBoolean() ? "f" + random.nextInt(20_000) : "p" + i);
        if (random.nextInt(3) == 0) {
          volume.delete(key);
          there.remove(key);
          gone.add(key);
        } else {
          volume.put(random.nextInt(5) == 0 ? key + ".d/x" : key);
        }
        if (random.nextInt(3) > 0 && !gone.contains(key)) {
          volume.put(key);
          there.add(key);
        }
      }
      done.set(true);
      reader.join();
      assertThat(failure.get()).isNull();
      List<String> wrong = new ArrayList<>();
      there.stream()
          .filter(key -> volume.index.object(ObjectKey.of(key)) == null)
          .forEach(wrong::add);
      assertThat(wrong).as("published but not listed, seed %d", seed).isEmpty();
      for (String key : volume.keys()) {
        if (!key.endsWith("/") && volume.root.status(ObjectKey.of(key)) == null) {
          wrong.add(key);
        }
      }
      assertThat(wrong).as("listed but gone, seed %d", seed).isEmpty();
    }
  }

  private static void rereadUntil(
      ListedVolume volume, AtomicBoolean done, AtomicReference<Throwable> failure) {
    try {
      do {
        volume.listing.coverage().reread(ObjectKey.of("d/"));
      } while (!done.get());
    } catch (Throwable e) {
      failure.set(e);
    }
  }
}
