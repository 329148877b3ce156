package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.FileFailure;
import io.sluice.index.ChildScan;
import io.sluice.index.IndexFailure;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories too large to be read whole before their first names are listed. */
final class PartialReadingTest {
  private static final ObjectKey LARGE = ObjectKey.of("m/");
  private static final int FILES = 60;
  private static final int PAGE = 7;

  @TempDir private Path temp;
  private ListedVolume volume;

  @BeforeEach
  void open() throws Exception {
    volume = new ListedVolume(temp, ListedVolume.SETTINGS);
    volume.portions = new Coverage.Portions(20, 5);
    volume.restart();
    volume.ahead = Duration.ofMinutes(1); // No change counts as one of this very moment.
    for (int i = 0; i < FILES; i++) {
      volume.foreign(key(i));
    }
  }

  @AfterEach
  void close() {
    volume.close();
  }

  @Test
  void the_first_page_waits_for_its_own_names_only() throws Exception {
    ListPage page = page(ListPosition.START);
    assertThat(items(page)).isEqualTo(keys(0, PAGE));
    assertThat(page.truncated()).isTrue();
    assertThat(rows()).isLessThan(FILES / 2);
  }

  @Test
  void page_after_page_lists_all_in_one_reading() throws Exception {
    volume.foreign("a");
    volume.foreign("m/f0100x/deeper");
    volume.foreign("z");
    List<String> all = new ArrayList<>(keys(0, FILES));
    all.add(0, "a");
    all.add("m/f0100x/deeper");
    all.add("z");
    assertThat(listed("", "")).isEqualTo(all);
    assertThat(volume.readings.get()).as("the root, m/ and what is in it").isEqualTo(3);
    assertThat(rows()).isEqualTo(FILES + 1);
  }

  @Test
  void what_pages_leave_is_read_on() throws Exception {
    page(ListPosition.START);
    for (int i = 0; volume.listing.coverage().readOn(5); i++) {
      assertThat(i).isLessThan(FILES);
    }
    assertThat(rows()).isEqualTo(FILES);
    assertThat(volume.index.directory(LARGE)).extracting(row -> row.readAt()).isNotNull();
    assertThat(volume.differences()).isEmpty();
  }

  @Test
  void a_page_of_any_prefix_is_whole() throws Exception {
    for (String prefix : List.of("m/f001", "m/f0059", "m/f0060", "m/", "m/f00", "n")) {
      List<String> expected =
          keys(0, FILES).stream().filter(key -> key.startsWith(prefix)).toList();
      assertThat(listed(prefix, "")).as(prefix).isEqualTo(expected);
      volume.loseIndex();
    }
  }

  @Test
  void delimiters_fold_names_that_come_later() throws Exception {
    volume.foreign("m/f0030-dir/x");
    assertThat(listed("m/", "5")).startsWith("m/f0000", "m/f0001").contains("m/f005", "m/f0015");
    volume.loseIndex();
    assertThat(listed("m/", "/")).hasSize(FILES + 1).contains("m/f0030-dir/");
    volume.loseIndex();
    assertThat(listed("", "/")).containsExactly("m/");
  }

  @Test
  void a_directory_object_comes_before_what_is_in_it() throws Exception {
    volume.root.markDirectory(LARGE, ObjectMetadata.NONE, Placeholders.EMPTY_CONTENT);
    volume.loseIndex();
    assertThat(items(page(ListPosition.START)).getFirst()).isEqualTo("m/");
  }

  @Test
  void what_s3_removes_and_puts_beyond_the_reading_is_right_on_the_next_page() throws Exception {
    ListPage first = page(ListPosition.START);
    volume.delete(key(50));
    volume.put("m/f0051-new");
    List<String> expected = new ArrayList<>(keys(PAGE, FILES));
    expected.remove(key(50));
    expected.add(expected.indexOf(key(51)) + 1, "m/f0051-new");
    assertThat(rest(first)).isEqualTo(expected);
    assertThat(volume.differences()).isEmpty();
  }

  @Test
  void what_pods_change_meanwhile_shows_after_the_freshness() throws Exception {
    ListPage first = page(ListPosition.START);
    Files.delete(volume.tree.resolve(key(50)));
    volume.foreign("m/f0051-new");
    volume.passFreshness();
    List<String> expected = new ArrayList<>(keys(PAGE, FILES));
    expected.remove(key(50));
    expected.add(expected.indexOf(key(51)) + 1, "m/f0051-new");
    assertThat(rest(first)).isEqualTo(expected);
  }

  @Test
  void an_unchanged_directory_needs_no_second_reading_however_long_its_pages_take()
      throws Exception {
    ListPage page = page(ListPosition.START);
    int readings = volume.readings.get();
    while (page.truncated()) {
      volume.passFreshness();
      page = page(page.position());
    }
    assertThat(volume.readings.get()).isEqualTo(readings);
  }

  @Test
  void a_restart_between_pages_loses_nothing() throws Exception {
    ListPage first = page(ListPosition.START);
    volume.restart();
    assertThat(rest(first)).isEqualTo(keys(PAGE, FILES));
  }

  @Test
  void another_store_in_the_middle_of_a_reading_is_filled_anew() throws Exception {
    ListPage first = page(ListPosition.START);
    volume.listing.guard().still(this::renew);
    assertThat(rest(first)).isEqualTo(keys(PAGE, FILES));
  }

  @Test
  void a_directory_that_goes_meanwhile_ends_the_listing() throws Exception {
    ListPage first = page(ListPosition.START);
    for (int i = 0; i < FILES; i++) {
      Files.delete(volume.tree.resolve(key(i)));
    }
    Files.delete(volume.tree.resolve("m"));
    volume.passFreshness();
    assertThat(rest(first)).isEmpty();
  }

  private void renew() {
    try {
      volume.index.replaceBy(volume.index.fresh(), 1, _ -> {}, false);
    } catch (IndexFailure failure) {
      throw new AssertionError(failure);
    }
  }

  private static String key(int i) {
    return "m/f%04d".formatted(i);
  }

  private static List<String> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj(PartialReadingTest::key).toList();
  }

  private ListPage page(ListPosition position) throws FileFailure {
    return volume.page(new ListQuery(ObjectKey.ROOT, "", position, PAGE));
  }

  private static List<String> items(ListPage page) {
    return ListedVolume.items(page);
  }

  private List<String> rest(ListPage first) throws FileFailure {
    List<String> all = new ArrayList<>();
    for (ListPage page = first; page.truncated(); ) {
      page = page(page.position());
      all.addAll(items(page));
    }
    return all;
  }

  private List<String> listed(String prefix, String delimiter) throws FileFailure, IOException {
    List<String> all = new ArrayList<>();
    ListPosition position = ListPosition.START;
    while (true) {
      ListPage page = volume.page(new ListQuery(ObjectKey.of(prefix), delimiter, position, PAGE));
      all.addAll(items(page));
      if (!page.truncated()) {
        return all;
      }
      position = page.position();
    }
  }

  private int rows() {
    int rows = 0;
    try (ChildScan scan = ChildScan.of(volume.index, LARGE)) {
      while (scan.next() != null) {
        rows++;
      }
    }
    return rows;
  }
}
