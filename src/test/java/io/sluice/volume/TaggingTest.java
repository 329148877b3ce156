package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaggingTest {
  private static final Map<String, String> TAGS = Map.of("who", "me", "what", "");
  private static final ContentClaim EMPTY =
      new ContentClaim(
          new EntityTag("d41d8cd98f00b204e9800998ecf8427e"), List.of(), PartLayout.WHOLE);

  @TempDir private Path temp;
  private ListedVolume volume;

  @BeforeEach
  void open() throws Exception {
    volume = new ListedVolume(temp, ListedVolume.SETTINGS);
  }

  @AfterEach
  void close() {
    volume.close();
  }

  @Test
  void tags_leave_the_etag_and_the_time_as_they_are() throws Exception {
    ObjectEntry before = volume.put("a/b");
    ObjectEntry tagged = set("a/b", TAGS);
    assertThat(tagged.metadata().tags()).isEqualTo(TAGS);
    assertThat(tagged.tag()).isEqualTo(before.tag());
    assertThat(tagged.identity().mtimeNanos()).isEqualTo(before.identity().mtimeNanos());
    assertThat(current("a/b")).isEqualTo(tagged);
    assertThat(volume.entries().getFirst().tag()).isEqualTo(before.tag());
  }

  @Test
  void tags_survive_the_loss_of_the_index_and_a_move_by_a_pod() throws Exception {
    ObjectEntry before = volume.put("a");
    set("a", TAGS);
    Files.move(volume.tree.resolve("a"), volume.tree.resolve("b"));
    volume.loseIndex();
    ObjectEntry moved = requireNonNull(current("b"));
    assertThat(moved.metadata().tags()).isEqualTo(TAGS);
    assertThat(moved.tag()).isEqualTo(before.tag());
  }

  @Test
  void the_claim_of_a_file_tagged_long_after_it_was_written_still_counts_on_the_file()
      throws Exception {
    ObjectEntry entry = volume.put("a");
    for (int i = 0; i < 3; i++) {
      set("a", Map.of("round", String.valueOf(i)));
    }
    volume.loseIndex();
    assertThat(requireNonNull(current("a")).claim()).isEqualTo(entry.claim());
  }

  @Test
  void tags_are_replaced_and_taken_away() throws Exception {
    volume.put("a", ObjectMetadata.NONE.withTags(TAGS));
    assertThat(requireNonNull(current("a")).metadata().tags()).isEqualTo(TAGS);
    assertThat(set("a", Map.of("k", "v")).metadata().tags()).isEqualTo(Map.of("k", "v"));
    assertThat(set("a", Map.of()).metadata()).isEqualTo(ObjectMetadata.NONE);
    assertThat(attributes("a")).doesNotContain("sluice.tags");
  }

  @Test
  void the_longest_tags_fit_and_come_back() throws Exception {
    volume.put("a");
    Random random = new Random(7);
    Map<String, String> longest = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      longest.put(letters(random, 128), letters(random, 256));
    }
    set("a", longest);
    volume.loseIndex();
    assertThat(requireNonNull(current("a")).metadata().tags()).isEqualTo(longest);
  }

  @Test
  void a_pods_file_gets_attributes_only_when_it_is_tagged() throws Exception {
    volume.foreign("f.txt");
    current("f.txt");
    assertThat(attributes("f.txt")).isEmpty();
    ObjectEntry tagged = set("f.txt", TAGS);
    assertThat(tagged.claim()).isNull();
    assertThat(tagged.metadata().contentType()).isNull();
    volume.loseIndex();
    assertThat(current("f.txt")).isEqualTo(tagged);
  }

  @Test
  void an_edit_by_a_pod_after_tagging_is_still_seen() throws Exception {
    ObjectEntry entry = volume.put("a");
    set("a", TAGS);
    Files.writeString(volume.tree.resolve("a"), "another content");
    ObjectEntry now = requireNonNull(current("a"));
    assertThat(now.tag()).isNotEqualTo(entry.tag());
    assertThat(now.metadata().tags()).isEqualTo(TAGS);
  }

  @Test
  void a_directory_object_has_tags_of_its_own() throws Exception {
    volume.makeDirectory(ObjectKey.of("d/"));
    volume.root.markDirectory(ObjectKey.of("d/"), ObjectMetadata.NONE, EMPTY);
    assertThat(set("d/", TAGS).metadata().tags()).isEqualTo(TAGS);
    volume.put("d/f");
    volume.loseIndex();
    ObjectEntry found = requireNonNull(current("d/"));
    assertThat(found.metadata().tags()).isEqualTo(TAGS);
    assertThat(found.claim()).isEqualTo(EMPTY);
    volume.root.markDirectory(ObjectKey.of("d/"), ObjectMetadata.NONE, EMPTY);
    assertThat(requireNonNull(current("d/")).metadata().tags()).isEmpty();
  }

  @Test
  void what_is_not_there_can_not_be_tagged() throws Exception {
    assertThat(answer("no", TAGS))
        .isInstanceOfSatisfying(
            VolumeReply.Refused.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.NO_SUCH_KEY));
  }

  private static String letters(Random random, int length) {
    return random
        .ints(length, 'A', 'z' + 1)
        .map(c -> Character.isLetter(c) ? c : 'x')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private ObjectEntry set(String key, Map<String, String> tags) throws Exception {
    return ((VolumeReply.Committed) answer(key, tags)).entry();
  }

  private VolumeReply answer(String key, Map<String, String> tags) throws Exception {
    return tagging().set(new VolumeCommand.SetTags("v", ObjectKey.of(key), tags));
  }

  private @Nullable ObjectEntry current(String key) throws Exception {
    return volume.listing.freshener().current(ObjectKey.of(key));
  }

  private List<String> attributes(String key) throws Exception {
    return Files.getFileAttributeView(volume.tree.resolve(key), UserDefinedFileAttributeView.class)
        .list();
  }

  /** Anew each time, since a lost index is replaced. */
  private Tagging tagging() {
    return new Tagging(
        volume.root,
        volume.listing.freshener(),
        volume.listing.updates(),
        new Tagging.Rights(new KeyLocks(), Tenure.ALONE));
  }
}
