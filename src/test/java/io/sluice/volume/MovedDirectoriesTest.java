package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.PartLayout;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Files of a pod's, and rows as the hasher leaves them. */
  private Map<String, EntityTag> hashed(String directory, int files) throws Exception {
    Map<String, EntityTag> tags = new TreeMap<>();
    for (int i = 0; i < files; i++) {
      volume.foreign(directory + "f%04d".formatted(i));
    }
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
