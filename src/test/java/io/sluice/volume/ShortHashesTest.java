package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.FileFailure;
import io.sluice.index.Sightings;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many short files at a time. */
final class ShortHashesTest extends HashingFixture {
  private static final byte[] NOTHING = {};

  @Test
  void many_short_files_in_many_directories_get_their_md5s() throws Exception {
    for (int i = 0; i < 700; i++) {
      volume.foreign("d%d/e%d/f%d".formatted(i % 5, i % 3, i));
    }
    write("empty", NOTHING);
    crawl();
    hash();
    assertThat(volume.entries()).hasSize(701).noneMatch(object -> object.tag().isVersion());
    for (String key : volume.keys()) {
      byte[] content = Files.readAllBytes(volume.tree.resolve(key));
      assertThat(row(key).tag()).as(key).isEqualTo(md5(content));
    }
    assertThat(volume.differences()).isEmpty();
  }

  @Test
  void an_empty_file_is_not_opened() throws Exception {
    write("a", NOTHING);
    crawl();
    hash();
    assertThat(row("a").tag()).isEqualTo(md5(NOTHING));
    assertThat(hashing().progress().opened()).isZero();
    assertThat(hashing().progress().files()).isEqualTo(1);
  }

  @Test
  void what_s3_stored_on_an_empty_file_is_kept() throws Exception {
    write("0", NOTHING);
    put("empty", NOTHING, plain(NOTHING));
    volume.loseIndex();
    begin(BACKGROUND);
    crawl();
    assertThat(new Sightings(volume.index).unread(ObjectKey.of("empty"))).isNotNull();
    hash();
    assertThat(row("empty").claim()).isEqualTo(plain(NOTHING));
    assertThat(row("empty").metadata().tags()).isEqualTo(Map.of("a", "b"));
    assertThat(row("0").metadata()).isEqualTo(ObjectMetadata.NONE);
  }

  @Test
  void an_empty_file_that_was_filled_since_it_was_seen_waits() throws Exception {
    Path file = write("a", NOTHING);
    crawl();
    Files.writeString(file, "no more");
    hash();
    assertThat(row("a").claim()).isNull();
    hash();
    assertThat(row("a").tag()).isEqualTo(md5("no more".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_file_that_a_link_or_directory_replaced_is_passed_over() throws Exception {
    volume.foreign("a");
    volume.foreign("b");
    volume.foreign("c");
    crawl();
    Files.delete(volume.tree.resolve("a"));
    Files.createSymbolicLink(volume.tree.resolve("a"), Path.of("c"));
    Files.delete(volume.tree.resolve("b"));
    Files.createDirectory(volume.tree.resolve("b"));
    hash();
    assertThat(volume.index.object(ObjectKey.of("a"))).isNull();
    assertThat(volume.index.object(ObjectKey.of("b"))).isNull();
    assertThat(row("c").tag()).isEqualTo(md5("c".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_directory_that_was_renamed_since_its_files_were_seen_is_no_matter() throws Exception {
    for (int i = 0; i < 10; i++) {
      volume.foreign("d/f" + i);
    }
    crawl();
    Files.move(volume.tree.resolve("d"), volume.tree.resolve("e"));
    hash();
    assertThat(volume.keys()).hasSize(10).allMatch(key -> key.startsWith("e/"));
    hash();
    assertThat(row("e/f3").tag()).isEqualTo(md5("d/f3".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void long_files_among_short_ones_are_hashed_too() throws Exception {
    byte[] large = new byte[3 * ShortHashes.LONGEST_BYTES];
    for (int i = 0; i < 40; i++) {
      write("f%02d".formatted(i), i % 4 == 1 ? large : new byte[i]);
    }
    crawl();
    hash();
    for (int i = 0; i < 40; i++) {
      byte[] content = i % 4 == 1 ? large : new byte[i];
      assertThat(row("f%02d".formatted(i)).tag()).as("%s", i).isEqualTo(md5(content));
    }
  }

  @Test
  void the_rate_holds_for_short_files() throws Exception {
    slowDown();
    byte[] content = new byte[ShortHashes.LONGEST_BYTES];
    for (int i = 0; i < 12; i++) {
      write("f%02d".formatted(i), content);
    }
    crawl();
    age();
    int slices = 0;
    while (hashing().progress().leftFiles() > 0) {
      worker.slice();
      volume.nanos.addAndGet(Duration.ofMillis(250).toNanos());
      assertThat(++slices).isLessThan(40);
      assertThat(hashing().progress().bytes()).isLessThanOrEqualTo((slices + 1L) * CHUNK / 4);
    }
  }

  private void crawl() throws FileFailure {
    for (String directory : List.of("", "d/", "d0/", "d1/", "d2/", "d3/", "d4/")) {
      look(directory);
      for (int i = 0; i < 3; i++) {
        look(directory + "e" + i + "/");
      }
    }
  }

  private void look(String directory) throws FileFailure {
    Coverage.Outcome _ = volume.listing.coverage().begin(ObjectKey.of(directory)).finish();
  }

  private ObjectEntry row(String key) {
    return requireNonNull(volume.index.object(ObjectKey.of(key)));
  }
}
