package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CrawlTest {
  private static final ListingSettings UNVERIFIED =
      new ListingSettings(Duration.ZERO, false, true, Duration.ofMillis(10));

  private static final Duration IDLE = Duration.ofSeconds(1);

  @TempDir private Path temp;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final AtomicReference<VolumeTuning> tuning =
      new AtomicReference<>(
          new VolumeTuning(ListedVolume.SETTINGS, CrawlSettings.DEFAULT, Long.MAX_VALUE));
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
  void the_first_walk_has_a_head_start_of_a_minute() throws Exception {
    volume.foreign("d/f");
    Crawl crawl = crawl();
    assertThat(crawl.hasHeadStart()).as("not begun").isFalse();
    tuning.set(
        new VolumeTuning(
            ListedVolume.SETTINGS, new CrawlSettings(Duration.ofHours(1), 1, true), 1 << 30));
    crawl.slice();
    assertThat(crawl.hasHeadStart()).isTrue();
    volume.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(crawl.hasHeadStart()).as("after a minute").isFalse();
    walk(crawl);
    crawl.slice();
    assertThat(crawl.hasHeadStart()).isFalse();

    Crawl another = crawl();
    another.slice();
    assertThat(another.hasHeadStart()).as("has been everywhere before").isFalse();
  }

  @Test
  void many_hands_deal_with_every_directory_once() throws Exception {
    for (long seed = 1; seed <= 8; seed++) {
      Set<ObjectKey> all = tree("s" + seed, new Random(seed));
      CrawlFront front = new CrawlFront(volume.index, CrawlNote.NEW);
      List<CrawlHand> hands = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        hands.add(new CrawlHand(parts(), front, i == 0));
      }
      Random random = new Random(seed);
      ObjectKey before = ObjectKey.ROOT;
      while (!front.isThrough()) {
        hands.get(random.nextInt(hands.size())).advance(1 + random.nextInt(4));
        if (random.nextInt(10) == 0) {
          front.pause();
        }
        if (random.nextInt(20) == 0) {
          hands.get(random.nextInt(hands.size())).abandon();
        }
        ObjectKey cursor = requireNonNull(front.cursor() == null ? before : front.cursor());
        assertThat(cursor).as("seed %d", seed).isGreaterThanOrEqualTo(before);
        before = cursor;
      }
      assertThat(front.counts().directories()).as("seed %d", seed).isEqualTo(all.size());
      for (ObjectKey directory : all) {
        assertThat(DirectoryReader.isRead(volume.index.directory(directory)))
            .as("seed %d, %s", seed, directory)
            .isTrue();
      }
      hands.forEach(CrawlHand::abandon);
    }
  }

  /** Makes directories of some depth; all that there are now, the root with them. */
  private Set<ObjectKey> tree(String top, Random random) throws Exception {
    for (int i = 0; i < 60; i++) {
      StringBuilder path = new StringBuilder(top);
      for (int depth = random.nextInt(4); depth >= 0; depth--) {
        path.append('/').append("d").append(random.nextInt(6));
      }
      Files.createDirectories(volume.tree.resolve(path.toString()));
      if (random.nextBoolean()) {
        volume.foreign(path + "/f");
      }
    }
    Set<ObjectKey> all = new TreeSet<>();
    try (var found = Files.walk(volume.tree)) {
      found
          .filter(Files::isDirectory)
          .map(path -> volume.tree.relativize(path).toString())
          .filter(path -> !path.startsWith("."))
          .forEach(path -> all.add(path.isEmpty() ? ObjectKey.ROOT : ObjectKey.of(path + "/")));
    }
    return all;
  }

  @Test
  void helpers_go_on_with_a_walk_but_begin_none() throws Exception {
    volume.foreign("d/f");
    Crawl crawl = crawl();
    BackgroundJob helper = crawl.helper();
    helper.slice();
    assertThat(volume.index.directory(ObjectKey.of("d/"))).isNull();
    walk(crawl);
    assertThat(helper.slice()).as("until the next walk").isGreaterThanOrEqualTo(IDLE);
  }

  @Test
  void a_walk_covers_all_directories() throws Exception {
    for (int i = 0; i < 30; i++) {
      volume.foreign("d%d/e%d/f%d".formatted(i % 3, i % 7, i));
    }
    Files.createDirectories(volume.tree.resolve("empty"));
    Crawl crawl = crawl();
    assertThat(crawl.progress().state()).isEqualTo(CrawlProgress.State.CRAWLING);
    walk(crawl);
    CrawlProgress progress = crawl.progress();
    assertThat(progress.state()).isEqualTo(CrawlProgress.State.WAITING);
    assertThat(progress.walks()).isEqualTo(1);
    assertThat(progress.directories()).isEqualTo(1 + 3 + 21 + 1);
    assertThat(progress.files()).isEqualTo(30);
    assertThat(progress.completeSince()).isEqualTo(now.get());
    assertThat(volume.index.directory(ObjectKey.of("d2/e6/"))).isNotNull();
    assertThat(volume.index.object(ObjectKey.of("d2/e1/f8"))).isNotNull();
    assertThat(volume.index.object(ObjectKey.of("empty/"))).isNotNull();
  }

  @Test
  void walks_of_an_index_that_was_replaced_are_not_told() throws Exception {
    volume.foreign("d/f");
    Crawl crawl = crawl();
    walk(crawl);
    assertThat(crawl.progress().walks()).isEqualTo(1);
    volume.index.replaceBy(volume.index.fresh(), 1, _ -> {}, false);
    assertThat(crawl.progress().walks()).as("before the crawl has seen that").isZero();
    assertThat(crawl.progress().completeSince()).isNull();
    assertThat(crawl.progress().state()).isEqualTo(CrawlProgress.State.CRAWLING);
    walk(crawl);
    assertThat(crawl.progress().walks()).isEqualTo(1);
  }

  @Test
  void a_walk_counts_the_files_of_directories_that_were_listed_before_it() throws Exception {
    for (int i = 0; i < 600; i++) {
      volume.foreign("d/f%03d".formatted(i));
    }
    volume.keys();
    Crawl crawl = crawl();
    walk(crawl);
    assertThat(crawl.progress().files()).isEqualTo(600);
    assertThat(crawl.progress().bytes()).isEqualTo(600 * 6);
  }

  @Test
  void a_walk_goes_on_after_a_restart() throws Exception {
    for (int i = 0; i < 40; i++) {
      volume.foreign("d%02d/f".formatted(i));
    }
    tune(UNVERIFIED, 40);
    Crawl crawl = crawl();
    for (int i = 0; i < 45; i++) {
      crawl.slice();
    }
    long done = crawl.progress().directories();
    assertThat(done).isBetween(2L, 39L);
    crawl.end();
    volume.restart();
    Crawl again = crawl();
    assertThat(again.progress().directories()).isEqualTo(done);
    assertThat(again.progress().state()).isEqualTo(CrawlProgress.State.CRAWLING);
    walk(again);
    assertThat(again.progress().directories()).isEqualTo(41);
    assertThat(again.progress().files()).isEqualTo(40);
    assertThat(volume.index.object(ObjectKey.of("d39/f"))).isNotNull();
  }

  @Test
  void the_next_walk_begins_after_the_interval() throws Exception {
    volume.foreign("a/one");
    Crawl crawl = crawl();
    walk(crawl);
    volume.foreign("b/c/two");
    assertThat(crawl.slice()).isEqualTo(CrawlSettings.DEFAULT.interval());
    assertThat(volume.index.directory(ObjectKey.of("b/c/"))).isNull();
    now.set(now.get().plus(CrawlSettings.DEFAULT.interval()));
    volume.passFreshness();
    walk(crawl);
    assertThat(crawl.progress().walks()).isEqualTo(2);
    assertThat(volume.index.object(ObjectKey.of("b/c/two"))).isNotNull();
  }

  @Test
  void a_clock_that_was_set_back_does_not_hold_the_next_walk_up() throws Exception {
    Crawl crawl = crawl();
    walk(crawl);
    now.set(now.get().minus(Duration.ofDays(400)));
    assertThat(crawl.slice()).isEqualTo(CrawlSettings.DEFAULT.interval());
  }

  @Test
  void edits_in_place_are_found_where_listings_do_not_look_at_files() throws Exception {
    tune(UNVERIFIED, Integer.MAX_VALUE);
    volume.foreign("d/f");
    Crawl crawl = crawl();
    walk(crawl);
    Files.writeString(volume.tree.resolve("d/f"), "longer than before");
    Files.setLastModifiedTime(volume.tree.resolve("d/f"), FileTime.from(now.get()));
    now.set(now.get().plus(CrawlSettings.DEFAULT.interval()));
    walk(crawl);
    var row = volume.index.object(ObjectKey.of("d/f"));
    assertThat(row).isNotNull();
    assertThat(requireNonNull(row).identity().sizeBytes()).isEqualTo(18);
  }

  @Test
  void a_slice_is_paced_by_the_rate() throws Exception {
    for (int i = 0; i < 300; i++) {
      volume.foreign("d/f%03d".formatted(i));
    }
    tune(ListedVolume.SETTINGS, 200);
    Crawl crawl = crawl();
    int slices = 0;
    Duration waited = Duration.ZERO;
    while (crawl.progress().walks() == 0) {
      waited = waited.plus(crawl.slice());
      slices++;
    }
    assertThat(slices).isGreaterThan(20);
    assertThat(waited).isBetween(Duration.ofMillis(700), Duration.ofSeconds(6));
  }

  @Test
  void a_listing_finishes_what_a_slow_crawl_began() throws Exception {
    for (int i = 0; i < 3000; i++) {
      volume.foreign("f%04d".formatted(i));
    }
    tune(ListedVolume.SETTINGS, 20);
    Crawl crawl = crawl();
    for (int i = 0; i < 5; i++) {
      crawl.slice();
    }
    assertThat(crawl.progress().directories()).isZero();
    assertThat(volume.keys()).hasSize(3000);
    crawl.slice();
    assertThat(crawl.progress().directories()).isEqualTo(1);
  }

  /** A look counts from its beginning, however slowly the crawl goes on with it. */
  @Test
  void what_pods_did_during_a_slow_look_of_the_crawl_is_listed_within_the_freshness()
      throws Exception {
    for (int i = 0; i < 1000; i++) {
      volume.foreign("f%04d".formatted(i));
    }
    tune(ListedVolume.SETTINGS, 20);
    Crawl crawl = crawl();
    for (int i = 0; i < 5; i++) {
      crawl.slice();
    }
    volume.foreign("a-new-one");
    Files.delete(volume.tree.resolve("f0000"));
    volume.passFreshness();
    assertThat(volume.keys()).hasSize(1000).contains("a-new-one").doesNotContain("f0000");
    // And what it ended within the freshness is no older than that.
    walk(crawl);
    volume.foreign("b-new-one");
    volume.passFreshness();
    assertThat(volume.keys()).contains("b-new-one");
  }

  @Test
  void a_directory_that_cannot_be_read_does_not_end_the_walk() throws Exception {
    volume.foreign("a/f");
    volume.foreign("b/f");
    volume.foreign("c/f");
    volume.keys();
    Files.delete(volume.tree.resolve("b/f"));
    Files.delete(volume.tree.resolve("b"));
    Files.createSymbolicLink(volume.tree.resolve("b"), Path.of("a"));
    Crawl crawl = crawl();
    volume.passFreshness();
    walk(crawl);
    assertThat(volume.index.directory(ObjectKey.of("b/"))).isNull();
    assertThat(volume.index.directory(ObjectKey.of("c/"))).isNotNull();
  }

  @Test
  void a_note_survives_as_text() {
    CrawlNote note =
        new CrawlNote(
            3,
            Instant.ofEpochMilli(5),
            new CrawlCounts(1, 2),
            new CrawlCounts(5, 6),
            ObjectKey.of("a b\n/é/"));
    assertThat(CrawlNote.of(note.toText())).isEqualTo(note);
    assertThat(CrawlNote.of(CrawlNote.NEW.toText())).isEqualTo(CrawlNote.NEW);
    assertThat(CrawlNote.of("2 something newer")).isEqualTo(CrawlNote.NEW);
    assertThat(CrawlNote.of(null)).isEqualTo(CrawlNote.NEW);
  }

  private void tune(ListingSettings listing, int entriesPerSecond) {
    tuning.set(
        new VolumeTuning(
            listing,
            new CrawlSettings(CrawlSettings.DEFAULT.interval(), entriesPerSecond, false),
            Long.MAX_VALUE));
  }

  private Crawl crawl() {
    return new Crawl(
        parts(), new Listing.Clocks(now::get, () -> System.nanoTime() + volume.nanos.get()));
  }

  private Crawl.Parts parts() {
    var sweeps = new EntrySweeps(volume.index, volume.listing.freshener(), volume.root);
    return new Crawl.Parts(
        volume.index, volume.listing.coverage(), volume.listing.moved(), sweeps, tuning::get);
  }

  private static void walk(Crawl crawl) throws FileFailure {
    long walks = crawl.progress().walks();
    while (crawl.progress().walks() == walks) {
      assertThat(crawl.slice()).isLessThan(Duration.ofMinutes(1));
    }
  }
}
