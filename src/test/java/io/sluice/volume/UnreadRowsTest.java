package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.FileFailure;
import io.sluice.index.Sightings;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files that the crawl saw without asking them what S3 stored on them. */
final class UnreadRowsTest extends HashingFixture {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final String OBJECT = "object";

  @Test
  void the_crawl_asks_pods_files_nothing_and_listings_show_them() throws Exception {
    volume.foreign("0");
    volume.foreign("a");
    crawl();
    assertThat(isUnread("a")).isTrue();
    assertThat(volume.keys()).containsExactly("0", "a");
    assertThat(volume.entries()).allMatch(object -> object.tag().isVersion());
    assertThat(volume.index.usage(ObjectKey.ROOT).unhashedFiles()).isEqualTo(2);
    assertThat(volume.index.usage(ObjectKey.ROOT).bytes()).isEqualTo(2);
  }

  @Test
  void the_hasher_leaves_nothing_unread() throws Exception {
    volume.foreign("0");
    volume.foreign("a");
    crawl();
    hash();
    assertThat(isUnread("a")).isFalse();
    assertThat(tag("a")).isEqualTo(OwnedFixture.md5("a".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_listing_shows_what_s3_stored_on_an_unread_file() throws Exception {
    losingTheIndex();
    assertThat(tag(OBJECT)).isEqualTo(md5(CONTENT).value());
    assertThat(isUnread(OBJECT)).isFalse();
  }

  @Test
  void a_listing_that_does_not_look_at_files_asks_unread_ones() throws Exception {
    volume.close();
    volume =
        new ListedVolume(
            temp, new ListingSettings(Duration.ofHours(1), false, true, Duration.ZERO));
    begin(BACKGROUND);
    losingTheIndex();
    assertThat(tag(OBJECT)).isEqualTo(md5(CONTENT).value());
  }

  @Test
  void head_and_get_show_what_s3_stored_on_an_unread_file() throws Exception {
    losingTheIndex();
    ObjectEntry entry = current(OBJECT);
    assertThat(entry.claim()).isEqualTo(plain(CONTENT));
    assertThat(entry.metadata().tags()).isEqualTo(Map.of("a", "b"));
    assertThat(volume.index.object(ObjectKey.of(OBJECT))).isEqualTo(entry);
  }

  @Test
  void the_hasher_takes_what_s3_stored_and_reads_no_content() throws Exception {
    losingTheIndex();
    hash();
    ObjectEntry row = requireNonNull(volume.index.object(ObjectKey.of(OBJECT)));
    assertThat(row.claim()).isEqualTo(plain(CONTENT));
    assertThat(row.metadata().tags()).isEqualTo(Map.of("a", "b"));
    assertThat(hashing().progress().files()).as("the pod's file").isEqualTo(1);
  }

  @Test
  void an_unread_file_that_was_edited_since_is_shown_as_it_is() throws Exception {
    losingTheIndex();
    ObjectEntry before = current(OBJECT);
    losingTheIndexAgain();
    write(OBJECT, "other content".getBytes(StandardCharsets.UTF_8));
    ObjectEntry now = current(OBJECT);
    assertThat(now.identity()).isNotEqualTo(before.identity());
    assertThat(now.claim()).isNull();
    assertThat(now.tag()).isNotEqualTo(before.tag());
  }

  @Test
  void the_row_of_an_unread_file_goes_with_the_file() throws Exception {
    volume.foreign("0");
    volume.foreign("a");
    crawl();
    Files.delete(volume.tree.resolve("a"));
    assertThat(volume.listing.freshener().current(ObjectKey.of("a"))).isNull();
    assertThat(new Sightings(volume.index).of(ObjectKey.of("a"))).isNull();
  }

  @Test
  void of_a_directory_that_s3_wrote_to_the_crawl_asks_all_files() throws Exception {
    put("0", CONTENT, plain(CONTENT));
    put(OBJECT, CONTENT, plain(CONTENT));
    losingTheIndexAgain();
    assertThat(isUnread(OBJECT)).isFalse();
    assertThat(requireNonNull(volume.index.object(ObjectKey.of(OBJECT))).claim())
        .isEqualTo(plain(CONTENT));
  }

  @Test
  void while_nothing_is_hashed_the_crawl_asks_all_files() throws Exception {
    begin(HashSettings.OFF);
    volume.foreign("0");
    volume.foreign("a");
    crawl();
    assertThat(isUnread("a")).isFalse();
  }

  @Test
  void of_a_large_directory_a_page_asks_its_own_files() throws Exception {
    for (int i = 0; i <= Coverage.PORTIONS.whole(); i++) {
      Files.createFile(volume.tree.resolve("f%05d".formatted(i)));
    }
    put("f00100", CONTENT, plain(CONTENT));
    put("f20000", CONTENT, plain(CONTENT));
    volume.loseIndex();
    begin(BACKGROUND);
    ListPage page = volume.page(new ListQuery(ObjectKey.ROOT, "", ListPosition.START, 1_000));
    assertThat(page.objects().get(100).tag()).isEqualTo(md5(CONTENT));
    while (volume.listing.coverage().readOn(1_000)) {
      // All of it is read in the end.
    }
    assertThat(isUnread("f00100")).isFalse();
    assertThat(isUnread("f20000")).isTrue();
    assertThat(tag("f20000")).isEqualTo(md5(CONTENT).value());
  }

  @Test
  void unread_rows_outlive_a_restart() throws Exception {
    losingTheIndex();
    volume.restart();
    assertThat(isUnread(OBJECT)).isTrue();
    assertThat(tag(OBJECT)).isEqualTo(md5(CONTENT).value());
  }

  /** An object of S3's among pods' files, in a new index that only the crawl has filled. */
  private void losingTheIndex() throws Exception {
    volume.foreign("0");
    put(OBJECT, CONTENT, plain(CONTENT));
    losingTheIndexAgain();
    assertThat(isUnread(OBJECT)).isTrue();
  }

  private void losingTheIndexAgain() throws Exception {
    volume.loseIndex();
    begin(BACKGROUND);
    crawl();
  }

  private void crawl() throws FileFailure {
    Coverage.Outcome _ = volume.listing.coverage().begin(ObjectKey.ROOT).finish();
  }

  private boolean isUnread(String key) {
    boolean seen = new Sightings(volume.index).unread(ObjectKey.of(key)) != null;
    assertThat(volume.index.object(ObjectKey.of(key)) == null).isEqualTo(seen);
    return seen;
  }

  private String tag(String key) throws FileFailure {
    List<ListedObject> found =
        volume.entries().stream().filter(o -> o.key().toString().equals(key)).toList();
    return found.getFirst().tag().value();
  }
}
