package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.index.ChildScan;
import io.sluice.index.LeftRows;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.PartLayout;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims that live in the index alone, as those of hashed files do, and pods that rename. */
final class MovedDirectoriesTest {
  @TempDir private Path temp;
  private ListedVolume volume;

  @BeforeEach
  void open() throws Exception {
    volume = new ListedVolume(temp, ListedVolume.ALWAYS);
  }

  @AfterEach
  void close() {
    volume.close();
  }

  @Test
  void a_renamed_directory_keeps_the_tags_of_its_files() throws Exception {
    Map<String, EntityTag> tags = hashed("big/", 2000);
    move("big", "other");
    assertThat(tagsBelow("other/")).isEqualTo(tags);
    assertThat(tagsBelow("big/")).isEmpty();
  }

  @Test
  void a_directory_that_was_moved_deeper_keeps_them_whichever_place_is_read_first()
      throws Exception {
    Map<String, EntityTag> tags = hashed("x/big/", 20);
    tags.putAll(prefixed("sub/", hashed("x/big/sub/", 20)));
    volume.foreign("a/file");
    volume.foreign("x/file");
    volume.foreign("z/file");
    volume.keys();
    move("x/big", "z/after"); // The old place comes first.
    assertThat(volume.keys()).hasSize(43);
    assertThat(tagsBelow("z/after/")).isEqualTo(tags);
    move("z/after", "a/before"); // The new place comes first.
    assertThat(volume.keys()).hasSize(43);
    assertThat(tagsBelow("a/before/")).isEqualTo(tags);
  }

  @Test
  void directories_that_change_places_keep_them() throws Exception {
    Map<String, EntityTag> a = hashed("a/", 5);
    Map<String, EntityTag> b = hashed("b/", 7);
    move("a", "t");
    move("b", "a");
    move("t", "b");
    assertThat(volume.keys()).hasSize(12);
    assertThat(tagsBelow("a/")).isEqualTo(b);
    assertThat(tagsBelow("b/")).isEqualTo(a);
  }

  @Test
  void a_head_before_the_listing_keeps_it_too() throws Exception {
    Map<String, EntityTag> tags = hashed("x/big/", 3);
    move("x/big", "moved");
    Files.delete(volume.tree.resolve("x"));
    ObjectEntry entry = volume.listing.freshener().current(ObjectKey.of("moved/f0001"));
    assertThat(entry).isNotNull();
    assertThat(requireNonNull(entry).tag()).isEqualTo(tags.get("f0001"));
    assertThat(volume.keys()).hasSize(3);
    assertThat(tagsBelow("moved/")).isEqualTo(tags);
  }

  @Test
  void a_file_that_was_edited_or_renamed_on_the_way_is_in_doubt() throws Exception {
    Map<String, EntityTag> tags = hashed("big/", 4);
    Files.writeString(volume.tree.resolve("big/f0001"), "edited");
    move("big/f0002", "big/g0002");
    move("big", "other");
    volume.keys();
    Map<String, EntityTag> now = tagsBelow("other/");
    assertThat(now.get("f0000")).isEqualTo(tags.get("f0000"));
    assertThat(now.get("f0003")).isEqualTo(tags.get("f0003"));
    assertThat(requireNonNull(now.get("f0001")).value()).endsWith("-0");
    assertThat(requireNonNull(now.get("g0002")).value()).endsWith("-0");
  }

  @Test
  void a_former_place_is_remembered_until_a_whole_walk_has_passed() throws Exception {
    Map<String, EntityTag> tags = hashed("x/big/", 3);
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.move(volume.tree.resolve("x/big"), outside.resolve("big"));
    volume.keys();
    volume.listing.moved().walkEnded();
    Files.move(outside.resolve("big"), volume.tree.resolve("back"));
    volume.keys();
    assertThat(tagsBelow("back/")).isEqualTo(tags);
    Files.move(volume.tree.resolve("back"), outside.resolve("big"));
    volume.keys();
    volume.listing.moved().walkEnded();
    volume.listing.moved().walkEnded();
    Files.move(outside.resolve("big"), volume.tree.resolve("late"));
    volume.keys();
    assertThat(requireNonNull(tagsBelow("late/").get("f0000")).value()).endsWith("-0");
  }

  @Test
  void what_was_known_of_large_files_outlives_a_restart_between_the_two_places() throws Exception {
    Map<String, EntityTag> tags = hashedLarge("x/big/", 3);
    tags.putAll(prefixed("sub/", hashedLarge("x/big/sub/", 2)));
    hashed("x/big/small/", 2);
    Path outside = leave("x/big");
    DepartureKeeper keeper = keeper();
    assertThat(keeper.slice()).isPositive();
    assertThat(left().isEmpty()).isTrue(); // Most turn up again at once.
    assertThat(keeper.slice()).isPositive();
    assertThat(left().isEmpty()).isFalse();

    volume.restart();
    Files.move(outside, volume.tree.resolve("back"));
    volume.keys();
    Map<String, EntityTag> now = tagsBelow("back/");
    assertThat(now).containsAllEntriesOf(tags).hasSize(7);
    assertThat(requireNonNull(now.get("small/f0000")).value()).endsWith("-0");
  }

  @Test
  void a_stop_right_after_a_directory_went_writes_it_down_too() throws Exception {
    Map<String, EntityTag> tags = hashedLarge("x/big/", 700);
    Path outside = leave("x/big");
    keeper().end();
    volume.restart();
    Files.move(outside, volume.tree.resolve("back"));
    volume.keys();
    assertThat(tagsBelow("back/")).isEqualTo(tags);
  }

  @Test
  void what_was_written_down_goes_after_a_whole_walk_also_over_restarts() throws Exception {
    hashedLarge("x/big/", 3);
    Path outside = leave("x/big");
    volume.listing.moved().walkIs(7);
    keeper().end();
    volume.restart();
    volume.listing.moved().walkIs(7);
    volume.listing.moved().walkEnded();
    assertThat(left().isEmpty()).isFalse();
    volume.restart();
    volume.listing.moved().walkIs(8);
    volume.listing.moved().walkEnded();
    assertThat(left().isEmpty()).isTrue();
    Files.move(outside, volume.tree.resolve("late"));
    volume.keys();
    assertThat(requireNonNull(tagsBelow("late/").get("f0000")).value()).endsWith("-0");
  }

  @Test
  void a_file_that_was_edited_or_renamed_meanwhile_gets_nothing_of_it() throws Exception {
    Map<String, EntityTag> tags = hashedLarge("x/big/", 3);
    Path outside = leave("x/big");
    keeper().end();
    volume.restart();
    Files.write(outside.resolve("f0000"), new byte[] {1}, StandardOpenOption.APPEND);
    Files.move(outside.resolve("f0001"), outside.resolve("g0001"));
    Files.move(outside, volume.tree.resolve("back"));
    volume.keys();
    Map<String, EntityTag> now = tagsBelow("back/");
    assertThat(requireNonNull(now.get("f0000")).value()).endsWith("-0");
    assertThat(requireNonNull(now.get("g0001")).value()).endsWith("-0");
    assertThat(now.get("f0002")).isEqualTo(tags.get("f0002"));
  }

  @Test
  void what_has_turned_up_again_or_is_small_is_not_written_down() throws Exception {
    hashedLarge("x/big/", 600);
    hashed("x/small/", 20);
    move("x/big", "z"); // The old place comes first.
    volume.keys();
    Path _ = leave("x/small");
    keeper().end();
    assertThat(left().isEmpty()).isTrue();
  }

  @Test
  void moments_that_end_while_they_are_written_down_end_well() throws Exception {
    hashedLarge("x/big/", 3);
    Path _ = leave("x/big");
    MovedDirectories moved = volume.listing.moved();
    MovedDirectories.Left gone = requireNonNull(moved.nextLeft(moved.latestDeparture()));
    assertThat(gone.departure().hold()).isTrue();
    moved.forget();
    try (ChildScan children = gone.departure().children(gone.directory(), new byte[0])) {
      assertThat(children.next()).isNotNull();
    }
    gone.departure().release();
    assertThat(gone.departure().hold()).isFalse();
  }

  private DepartureKeeper keeper() {
    return new DepartureKeeper(volume.listing.moved(), System::nanoTime);
  }

  private LeftRows left() {
    return new LeftRows(volume.index);
  }

  /** A pod takes a directory out of the volume, and its old place is read. */
  private Path leave(String directory) throws Exception {
    Path outside = temp.resolve("outside-" + directory.replace('/', '-'));
    Files.move(volume.tree.resolve(directory), outside);
    volume.keys();
    return outside;
  }

  /** The same as {@link #hashed}, of 1 MiB each, without content. */
  private Map<String, EntityTag> hashedLarge(String directory, int files) throws Exception {
    for (int i = 0; i < files; i++) {
      volume.foreign(directory + "f%04d".formatted(i));
      Path file = volume.tree.resolve(directory + "f%04d".formatted(i));
      try (var open = new RandomAccessFile(file.toFile(), "rw")) {
        open.setLength(MovedDirectories.LEAST_LEFT_BYTES);
      }
    }
    return claimed(directory, files);
  }

  /** Files of a pod's, and rows as the hasher leaves them. */
  private Map<String, EntityTag> hashed(String directory, int files) throws Exception {
    for (int i = 0; i < files; i++) {
      volume.foreign(directory + "f%04d".formatted(i));
    }
    return claimed(directory, files);
  }

  private Map<String, EntityTag> claimed(String directory, int files) throws Exception {
    Map<String, EntityTag> tags = new TreeMap<>();
    volume.keys();
    for (int i = 0; i < files; i++) {
      String name = "f%04d".formatted(i);
      ObjectEntry row = requireNonNull(volume.index.object(ObjectKey.of(directory + name)));
      EntityTag tag = new EntityTag("%032x".formatted(directory.hashCode() * 31L + i & 0xffffffL));
      var claim = new ContentClaim(tag, List.of(), PartLayout.WHOLE);
      volume
          .listing
          .updates()
          .published(new ObjectEntry(row.key(), row.identity(), row.metadata(), claim));
      tags.put(name, tag);
    }
    return tags;
  }

  private static Map<String, EntityTag> prefixed(String prefix, Map<String, EntityTag> tags) {
    Map<String, EntityTag> all = new TreeMap<>();
    tags.forEach((name, tag) -> all.put(prefix + name, tag));
    return all;
  }

  private void move(String from, String to) throws Exception {
    Files.move(volume.tree.resolve(from), volume.tree.resolve(to));
  }

  private Map<String, EntityTag> tagsBelow(String directory) throws Exception {
    Map<String, EntityTag> tags = new TreeMap<>();
    for (ListedObject object : volume.entries()) {
      String key = object.key().toString();
      if (key.startsWith(directory) && !key.equals(directory)) {
        tags.put(key.substring(directory.length()), object.tag());
      }
    }
    return tags;
  }
}
