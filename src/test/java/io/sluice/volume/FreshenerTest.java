package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.EntityTag;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreshenerTest {
  private static final ObjectMetadata METADATA =
      new ObjectMetadata("text/x", "gzip", "inline", "de", "no-store", "0", Map.of("who", "me"));

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
  void metadata_and_tag_survive_the_loss_of_the_index() throws Exception {
    ObjectEntry entry = volume.put("a/b", METADATA);
    volume.foreign("a/c");
    List<ListedObject> before = volume.entries();
    volume.loseIndex();
    assertThat(current("a/b")).isEqualTo(entry);
    volume.loseIndex();
    assertThat(volume.entries()).isEqualTo(before);
    assertThat(volume.index.object(ObjectKey.of("a/b"))).isEqualTo(entry);
  }

  @Test
  void a_move_by_a_pod_keeps_metadata() throws Exception {
    volume.put("a", METADATA);
    Files.move(volume.tree.resolve("a"), volume.tree.resolve("b"));
    assertThat(current("a")).isNull();
    ObjectEntry moved = requireNonNull(current("b"));
    assertThat(moved.metadata()).isEqualTo(METADATA);
    assertThat(volume.index.object(ObjectKey.of("a"))).isNull();
    assertThat(volume.index.object(ObjectKey.of("b"))).isEqualTo(moved);
  }

  @Test
  void a_change_of_mode_keeps_metadata_but_puts_the_tag_in_doubt() throws Exception {
    ObjectEntry entry = volume.put("a", METADATA);
    assertThat(current("a")).isEqualTo(entry);
    // Far past the clock's grain, and past the time in which a claim forgives a change.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          Files.setPosixFilePermissions(
              volume.tree.resolve("a"), PosixFilePermissions.fromString("rw-------"));
          ObjectEntry now = current("a");
          return now != null && !now.identity().equals(entry.identity()) && now.claim() == null;
        });
    ObjectEntry changed = requireNonNull(current("a"));
    assertThat(changed.metadata()).isEqualTo(METADATA);
    assertThat(changed.tag()).isEqualTo(EntityTag.ofVersion(changed.identity()));
    assertThat(volume.entries().getFirst().tag()).isEqualTo(changed.tag());
  }

  @Test
  void an_edit_by_a_pod_is_answered_with_the_new_identity() throws Exception {
    volume.put("a", METADATA);
    Files.writeString(volume.tree.resolve("a"), "another content");
    ObjectEntry now = requireNonNull(current("a"));
    assertThat(now.identity().sizeBytes()).isEqualTo(15);
    assertThat(now.claim()).isNull();
  }

  @Test
  void a_foreign_file_is_found_before_any_listing_and_then_listed() throws Exception {
    volume.foreign("x/y/z");
    assertThat(current("x/y/z")).isNotNull();
    assertThat(current("x/y")).isNull();
    assertThat(current("x/y/")).isNull();
    assertThat(current("x/y/z/")).isNull();
    assertThat(current("x/y/z/w")).isNull();
    assertThat(volume.keys()).containsExactly("x/y/z");
  }

  @Test
  void an_empty_directory_is_an_object_until_something_is_in_it() throws Exception {
    Files.createDirectories(volume.tree.resolve("d"));
    ObjectEntry entry = requireNonNull(current("d/"));
    assertThat(entry.identity().sizeBytes()).isZero();
    assertThat(volume.keys()).containsExactly("d/");
    volume.foreign("d/f");
    assertThat(current("d/")).isNull();
    assertThat(current("d")).isNull();
    volume.passFreshness();
    assertThat(volume.keys()).containsExactly("d/f");
  }

  @Test
  void links_are_nothing() throws Exception {
    volume.foreign("f");
    Files.createSymbolicLink(volume.tree.resolve("l"), Path.of("f"));
    Files.createSymbolicLink(volume.tree.resolve("d"), Path.of("/etc"));
    assertThat(current("l")).isNull();
    assertThat(current("d/passwd")).isNull();
    assertThat(current("d/")).isNull();
  }

  private @Nullable ObjectEntry current(String key) throws Exception {
    return volume.listing.freshener().current(ObjectKey.of(key));
  }
}
