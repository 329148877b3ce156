package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.NAME;
import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.md5;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.index.TamperedRows;
import io.sluice.model.Conditions;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.PartLayout;
import io.sluice.model.Reason;
import io.sluice.model.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenameTest extends WithOwnedVolume {
  private static final byte[] BODY = bytes(100, 1);
  private static final byte[] OTHER = bytes(50, 2);
  private static final Conditions ABSENT =
      new Conditions(List.of(), List.of(Conditions.ANY), null, null);

  @Test
  void an_object_has_its_new_key_and_keeps_file_tag_and_tags() throws Exception {
    at.put("d/old", BODY);
    at.ask(new VolumeCommand.SetTags(NAME, ObjectKey.of("d/old"), Map.of("a", "b")));
    long inode = OwnedFixture.inode(at.tree.resolve("d/old"));
    assertThat(rename("d/old", "e/f/new")).isNull();
    assertThat(at.lookup("d/old").entry()).isNull();
    ObjectEntry entry = entry("e/f/new");
    assertThat(entry.tag().value()).isEqualTo(md5(BODY));
    assertThat(entry.metadata().tags()).isEqualTo(Map.of("a", "b"));
    assertThat(entry.identity().inode()).isEqualTo(inode);
    assertThat(at.keys()).containsExactly("e/f/new");
    assertThat(at.treeKeys()).containsExactly("e/f/new");
    assertThat(at.tree.resolve("d")).doesNotExist();
  }

  @Test
  void the_tag_outlives_the_index_however_old_the_object_is() throws Exception {
    at.put("old", BODY);
    // As if it had been written long ago: the attribute's stamp is far behind the rename.
    ageStamp("old");
    assertThat(entry("old").claim()).isNotNull();
    assertThat(rename("old", "new")).isNull();
    at.restartWithoutIndex();
    assertThat(entry("new").tag().value()).isEqualTo(md5(BODY));
  }

  @Test
  void what_has_the_new_key_is_replaced() throws Exception {
    at.put("old", BODY);
    at.put("new", OTHER);
    assertThat(rename("old", "new")).isNull();
    assertThat(at.content("new")).isEqualTo(BODY);
    assertThat(entry("new").tag().value()).isEqualTo(md5(BODY));
    assertThat(at.keys()).containsExactly("new");
  }

  @Test
  void a_pods_file_keeps_what_the_index_knows_of_it_and_gets_no_attribute() throws Exception {
    Files.write(at.tree.resolve("pods"), BODY);
    at.keys();
    assertThat(rename("pods", "moved")).isNull();
    assertThat(entry("moved").tag()).isEqualTo(EntityTag.ofVersion(entry("moved").identity()));
    assertThat(
            Files.getFileAttributeView(at.tree.resolve("moved"), UserDefinedFileAttributeView.class)
                .list())
        .isEmpty();
    assertThat(at.keys()).containsExactly("moved");
  }

  @Test
  void two_names_of_one_file_become_one() throws Exception {
    at.put("old", BODY);
    Files.createLink(at.tree.resolve("new"), at.tree.resolve("old"));
    assertThat(rename("old", "new")).isNull();
    assertThat(at.treeKeys()).containsExactly("new");
    assertThat(at.keys()).containsExactly("new");
    assertThat(at.content("new")).isEqualTo(BODY);
  }

  @Test
  void nothing_is_replaced_that_must_be_absent() throws Exception {
    at.put("old", BODY);
    at.put("new", OTHER);
    assertThat(rename("old", "new", Conditions.NONE, ABSENT)).isEqualTo(Reason.PRECONDITION_FAILED);
    Files.write(at.tree.resolve("pods"), OTHER);
    assertThat(rename("old", "pods", Conditions.NONE, ABSENT))
        .isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(entry("old").tag().value()).isEqualTo(md5(BODY));
    assertThat(rename("old", "free", Conditions.NONE, ABSENT)).isNull();
    assertThat(at.keys()).containsExactly("free", "new", "pods");
  }

  @Test
  void conditions_hold_of_the_source_and_of_the_target() throws Exception {
    at.put("old", BODY);
    at.put("new", OTHER);
    Conditions body = new Conditions(List.of(md5(BODY)), List.of(), null, null);
    Conditions other = new Conditions(List.of(md5(OTHER)), List.of(), null, null);
    Conditions notBody = new Conditions(List.of(), List.of(md5(BODY)), null, null);
    Conditions later = new Conditions(List.of(), List.of(), Instant.MAX, null);
    Conditions earlier = new Conditions(List.of(), List.of(), null, Instant.EPOCH);
    for (Conditions failing : List.of(other, notBody, later, earlier)) {
      assertThat(rename("old", "new", failing, Conditions.NONE))
          .isEqualTo(Reason.PRECONDITION_FAILED);
    }
    for (Conditions failing : List.of(body, ABSENT, later, earlier)) {
      assertThat(rename("old", "new", Conditions.NONE, failing))
          .isEqualTo(Reason.PRECONDITION_FAILED);
    }
    Conditions since = new Conditions(List.of(), List.of(), Instant.EPOCH, null);
    assertThat(rename("old", "none", Conditions.NONE, since)).isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(rename("old", "none", Conditions.NONE, other)).isEqualTo(Reason.NO_SUCH_KEY);
    assertThat(rename("none", "new")).isEqualTo(Reason.NO_SUCH_KEY);
    assertThat(rename("old", "new", body, other)).isNull();
    assertThat(at.keys()).containsExactly("new");
  }

  @Test
  void one_name_is_never_an_object_and_a_prefix() throws Exception {
    at.put("a", BODY);
    at.put("b/c", BODY);
    assertThat(rename("a", "a/b")).isEqualTo(Reason.KEY_CONFLICT);
    assertThat(rename("b/c", "a/c")).isEqualTo(Reason.KEY_CONFLICT);
    assertThat(rename("b/c", "b")).isEqualTo(Reason.KEY_CONFLICT);
    assertThat(rename("a", "b")).isEqualTo(Reason.KEY_CONFLICT);
    assertThat(entry("a").claim()).isNotNull();
    assertThat(at.keys()).containsExactly("a", "b/c");
  }

  @Test
  void directories_of_pods_stay_and_none_is_left_by_a_refusal() throws Exception {
    Files.createDirectories(at.tree.resolve("pods"));
    at.put("pods/old", BODY);
    assertThat(rename("pods/none", "x/y/z")).isEqualTo(Reason.NO_SUCH_KEY);
    assertThat(at.tree.resolve("x")).doesNotExist();
    assertThat(rename("pods/old", "x/y/z")).isNull();
    assertThat(at.tree.resolve("pods")).isDirectory();
    assertThat(at.keys()).containsExactly("pods/", "x/y/z");
  }

  @Test
  void a_repeated_rename_gets_the_first_ones_answer() throws Exception {
    at.put("old", BODY);
    VolumeCommand.Rename rename = command("old", "new", "ticket");
    assertThat(at.refused(rename)).isNull();
    at.put("old", OTHER);
    assertThat(at.refused(rename)).isNull();
    assertThat(at.content("new")).isEqualTo(BODY);
    assertThat(at.refused(command("old", "elsewhere", "ticket")))
        .isEqualTo(Reason.IDEMPOTENCY_PARAMETER_MISMATCH);
    assertThat(at.refused(command("old", "new", "another"))).isNull();
    assertThat(at.content("new")).isEqualTo(OTHER);
  }

  @Test
  void a_refused_rename_is_tried_again() throws Exception {
    VolumeCommand.Rename rename = command("old", "new", "ticket");
    assertThat(at.refused(rename)).isEqualTo(Reason.NO_SUCH_KEY);
    at.put("old", BODY);
    assertThat(at.refused(rename)).isNull();
  }

  @Test
  void a_repeated_commit_gets_the_first_ones_answer() throws Exception {
    VolumeCommand.Commit commit = at.commit("a", BODY, ABSENT, 0);
    VolumeReply first = at.ask(commit);
    assertThat(first).isInstanceOf(VolumeReply.Committed.class);
    assertThat(at.ask(commit)).isEqualTo(first);
    at.put("a", OTHER);
    assertThat(at.ask(commit)).isEqualTo(first);
    assertThat(at.content("a")).isEqualTo(OTHER);
  }

  @Test
  void a_commit_that_was_carried_out_before_a_restart_is_told_from_the_object() throws Exception {
    VolumeCommand.Commit commit = at.commit("a", BODY, ABSENT, 0);
    VolumeCommand.Commit plain = at.commit("b", BODY, Conditions.NONE, 0);
    VolumeReply first = at.ask(commit);
    at.ask(plain);
    at.restartWithoutIndex();
    assertThat(at.ask(commit)).isEqualTo(first);
    assertThat(at.refused(plain)).isNull();
    at.put("b", OTHER);
    at.restart();
    assertThat(at.refused(plain)).isEqualTo(Reason.SERVICE_UNAVAILABLE);
    assertThat(at.content("b")).isEqualTo(OTHER);
  }

  @Test
  void a_prefix_is_renamed_with_all_that_the_index_knows() throws Exception {
    at.put("old/a", BODY);
    at.put("old/d/b", OTHER);
    Files.createDirectories(at.tree.resolve("old/empty"));
    at.putDirectory("old/marked/");
    Files.write(at.tree.resolve("old/pods"), BODY);
    at.keys();
    hashed("old/pods");
    long inode = OwnedFixture.inode(at.tree.resolve("old"));
    assertThat(rename("old/", "up/new/")).isNull();
    assertThat(OwnedFixture.inode(at.tree.resolve("up/new"))).isEqualTo(inode);
    assertThat(at.keys())
        .containsExactly(
            "up/new/a", "up/new/d/b", "up/new/empty/", "up/new/marked/", "up/new/pods");
    assertThat(at.lookup("old/a").entry()).isNull();
    assertThat(entry("up/new/a").tag().value()).isEqualTo(md5(BODY));
    assertThat(entry("up/new/d/b").tag().value()).isEqualTo(md5(OTHER));
    assertThat(entry("up/new/pods").tag().value()).isEqualTo(md5(BODY));
    at.restartWithoutIndex();
    assertThat(at.keys()).hasSize(5);
    assertThat(entry("up/new/a").tag().value()).isEqualTo(md5(BODY));
  }

  @Test
  void the_hashes_of_many_pods_files_move_with_their_prefix() throws Exception {
    for (int i = 0; i < 2_500; i++) {
      Path file = at.tree.resolve("old/" + i % 7 + "/f" + i);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes(i % 10, i));
    }
    assertThat(at.keys()).hasSize(2_500);
    for (String key : at.keys()) {
      hashed(key);
    }
    assertThat(rename("old/", "new/")).isNull();
    List<String> keys = at.keys();
    assertThat(keys).hasSize(2_500).allMatch(key -> key.startsWith("new/"));
    for (String key : keys) {
      assertThat(entry(key).tag().value()).as(key).isEqualTo(md5(at.content(key)));
    }
  }

  @Test
  void a_prefix_is_renamed_that_the_crawl_saw_and_nobody_asked() throws Exception {
    for (int i = 0; i < 300; i++) {
      Path file = at.tree.resolve("old/" + i % 3 + "/f" + i);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes(i % 10, i));
    }
    at.put("s3/a", BODY);
    Files.move(at.tree.resolve("s3/a"), at.tree.resolve("old/0/s3"));
    at.volume.retuneHashing(new HashSettings(true, 0)); // Hashes nothing, since nobody began it.
    try (ScheduledExecutorService threads = Executors.newScheduledThreadPool(1)) {
      at.startBackground(threads);
      Awaitility.await().until(() -> at.volume.crawl().walks() > 0);
      Usage before = at.volume.usage();
      assertThat(before.unhashedFiles()).isGreaterThanOrEqualTo(300);
      assertThat(rename("old/", "new/")).isNull();
      assertThat(at.volume.usage()).isEqualTo(before);
      assertThat(at.lookup("old/1/f1").entry()).isNull();
      assertThat(entry("new/1/f1").tag().isVersion()).isTrue();
      assertThat(entry("new/0/s3").tag().value()).isEqualTo(md5(BODY));
      assertThat(at.keys()).isEqualTo(at.treeKeys());
      assertThat(at.differences()).isEmpty();
      at.close();
    }
  }

  @Test
  void a_prefix_with_a_row_that_cannot_be_read_is_renamed_all_the_same() throws Exception {
    at.put("old/a", BODY);
    at.put("old/b", BODY);
    at.keys();
    TamperedRows.put(at.volume.workings().index(), ObjectKey.of("old/b"), new byte[] {9, 9, 9});
    assertThat(rename("old/", "new/")).isNull();
    assertThat(at.keys()).containsExactly("new/a", "new/b");
    assertThat(entry("new/b").tag().value()).isEqualTo(md5(BODY));
  }

  @Test
  void a_prefix_never_replaces_anything() throws Exception {
    at.put("old/a", BODY);
    at.put("new/b", BODY);
    at.put("file", BODY);
    assertThat(rename("old/", "new/")).isEqualTo(Reason.KEY_CONFLICT);
    assertThat(rename("old/", "file/")).isEqualTo(Reason.KEY_CONFLICT);
    assertThat(rename("old/", "file/x/")).isEqualTo(Reason.KEY_CONFLICT);
    assertThat(rename("old/", "new/", Conditions.NONE, ABSENT))
        .isEqualTo(Reason.PRECONDITION_FAILED);
    assertThat(rename("old/", "old/in/")).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(rename("none/", "x/y/")).isEqualTo(Reason.NO_SUCH_KEY);
    assertThat(rename("file/", "x/y/")).isEqualTo(Reason.NO_SUCH_KEY);
    assertThat(rename("old/", "x/", ABSENT, Conditions.NONE)).isEqualTo(Reason.NOT_IMPLEMENTED);
    assertThat(at.treeKeys()).containsExactly("file", "new/b", "old/a");
    assertThat(at.keys()).containsExactly("file", "new/b", "old/a");
    assertThat(rename("old/", "x/", Conditions.NONE, ABSENT)).isNull();
    assertThat(at.keys()).containsExactly("file", "new/b", "x/a");
  }

  @Test
  void an_index_that_missed_the_rename_of_a_prefix_heals() throws Exception {
    at.put("old/a", BODY);
    at.put("old/d/b", BODY);
    at.keys();
    // As when the node died after renameat2 and before its rows moved.
    Files.move(at.tree.resolve("old"), at.tree.resolve("new"));
    at.restart();
    assertThat(at.keys()).containsExactly("new/a", "new/d/b");
    assertThat(entry("new/d/b").tag().value()).isEqualTo(md5(BODY));
    assertThat(at.lookup("old/a").entry()).isNull();
  }

  @Test
  void an_index_that_missed_the_rename_of_an_object_heals() throws Exception {
    at.put("old", BODY);
    at.keys();
    Files.move(at.tree.resolve("old"), at.tree.resolve("new"));
    at.restart();
    assertThat(at.lookup("old").entry()).isNull();
    assertThat(entry("new").tag().value()).isEqualTo(md5(BODY));
    assertThat(at.keys()).containsExactly("new");
  }

  /** As the hasher does: the index learns a content that no attribute tells. */
  private void hashed(String key) throws IOException {
    ObjectEntry entry = entry(key);
    at.learned(
        new ObjectEntry(
            entry.key(),
            entry.identity(),
            entry.metadata(),
            new ContentClaim(new EntityTag(md5(at.content(key))), List.of(), PartLayout.WHOLE)));
  }

  private void ageStamp(String key) throws Exception {
    PackedStamps.age(at.tree.resolve(key), Duration.ofHours(1));
    // The row of an object that old has its present change time.
    ObjectEntry now = entry(key);
    at.learned(
        new ObjectEntry(
            now.key(),
            now.identity(),
            now.metadata(),
            new ContentClaim(new EntityTag(md5(BODY)), List.of(), PartLayout.WHOLE)));
  }

  private ObjectEntry entry(String key) {
    return Objects.requireNonNull(at.lookup(key).entry(), key);
  }

  private @Nullable Reason rename(String source, String target) {
    return at.refused(command(source, target, null));
  }

  private @Nullable Reason rename(
      String source, String target, Conditions ofSource, Conditions conditions) {
    return at.refused(
        new VolumeCommand.Rename(
            NAME, ObjectKey.of(source), ObjectKey.of(target), ofSource, conditions, null));
  }

  private static VolumeCommand.Rename command(
      String source, String target, @Nullable String ticket) {
    return new VolumeCommand.Rename(
        NAME, ObjectKey.of(source), ObjectKey.of(target), Conditions.NONE, Conditions.NONE, ticket);
  }
}
