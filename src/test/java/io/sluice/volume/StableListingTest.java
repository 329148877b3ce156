package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.files.FileFailure;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Listings while pods create, delete, rename and edit at full speed, while the crawl and the hasher
 * run, and across restarts between pages: a key that is there throughout is listed exactly once, in
 * order; no token comes twice; no listed MD5 is that of an older content. Once all is quiet, every
 * listing is that of the tree.
 *
 * <p>{@code -Dsluice.stress.seeds} takes more seeds, {@code -Dsluice.stress.seconds} has each last
 * longer, {@code -Dsluice.stress.seed} repeats one.
 */
final class StableListingTest {
  private static final int SECONDS = Integer.getInteger("sluice.stress.seconds", 2);
  private static final String[] DELIMITERS = {"", "/", "d", "1", "-", "k0", "/s", ".d"};

  @TempDir private Path temp;

  static LongStream seeds() {
    Long first = Long.getLong("sluice.stress.seed");
    int count = Integer.getInteger("sluice.stress.seeds", first == null ? 2 : 1);
    return first == null
        ? new Random().longs(count)
        : LongStream.range(first, first + Math.max(1, count));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void every_stable_key_is_listed_once_and_in_order(long seed) throws Exception {
    Random random = new Random(seed);
    try (StressedVolume volume = new StressedVolume(temp, random)) {
      new Run(volume, random).all();
    } catch (Exception | AssertionError failure) {
      String again = "mvn test -Dtest=StableListingTest -Dsluice.stress.seed=" + seed;
      throw new AssertionError("to repeat: " + again, failure);
    }
  }

  /** What is listed, and how. */
  private record Query(ObjectKey prefix, String delimiter, int pageSize) {
    ListQuery from(ListPosition position) {
      return new ListQuery(prefix, delimiter, position, pageSize);
    }
  }

  /** One volume from its making until all is quiet. */
  private static final class Run {
    private final StressedVolume volume;
    private final Random random;
    private final TreeSet<ObjectKey> stable = new TreeSet<>();

    Run(StressedVolume volume, Random random) {
      this.volume = volume;
      this.random = random;
    }

    void all() throws Exception {
      populate();
      stress();
      quiet();
    }

    private void populate() throws Exception {
      for (String key : List.of("a", "a-b", "d0/a", "d0/s/x", "d0/s-/y", "d1/1", "d1/s/1/2/3")) {
        stays(key);
      }
      for (int i = 0; i < 30; i++) {
        stays("d%d/k%02d".formatted(i % 4, i));
        stays("s%d/d%d/k%02d".formatted(i % 2, i % 3, i));
        if (i % 3 == 0) {
          volume.edited.add(ObjectKey.of("d%d/k%02d".formatted(i % 4, i)));
        }
      }
      Files.createDirectories(volume.tree().resolve("d2/e-mpty"));
      stable.add(ObjectKey.of("d2/e-mpty/"));
      volume.begin();
    }

    private void stays(String key) throws Exception {
      volume.at.foreign(key);
      stable.add(ObjectKey.of(key));
    }

    private void stress() throws Exception {
      volume.startPods(random);
      long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
      int listings = 0;
      do {
        Query query = query(random.nextInt(6) == 0 ? 1000 : 1 + random.nextInt(12));
        check(items(query, true), stable, query);
        listings++;
      } while (System.nanoTime() < end);
      assertThat(listings).isPositive();
      volume.stopPods();
    }

    private Query query(int pageSize) {
      String prefix = List.of("", "", "", "d", "d1/", "s0/d").get(random.nextInt(6));
      String delimiter = DELIMITERS[random.nextInt(DELIMITERS.length)];
      return new Query(ObjectKey.of(prefix), delimiter, pageSize);
    }

    private List<ObjectKey> items(Query query, boolean restarting) throws Exception {
      List<ObjectKey> items = new ArrayList<>();
      Set<ListPosition> positions = new HashSet<>();
      ListPosition position = ListPosition.START;
      while (true) {
        ListPage page = page(query.from(position));
        List<ObjectKey> here = new ArrayList<>(page.commonPrefixes());
        page.objects().forEach(object -> here.add(object.key()));
        here.sort(null);
        items.addAll(here);
        if (!page.truncated()) {
          return items;
        }
        assertThat(here).as("%s", query).hasSize(query.pageSize());
        position = page.position();
        assertThat(positions.add(position)).as("%s: a token twice", query).isTrue();
        if (restarting && random.nextInt(25) == 0) {
          volume.restart();
        }
      }
    }

    private ListPage page(ListQuery query) throws FileFailure {
      volume.passTime();
      long asked = System.nanoTime();
      ListPage page = volume.at.page(query);
      long answered = System.nanoTime();
      if (volume.verifiesEntries()) {
        for (ListedObject object : page.objects()) {
          assertThat(volume.edited.isTrue(object, asked, answered)).as("%s", object).isTrue();
        }
      }
      return page;
    }

    private static void check(List<ObjectKey> items, Set<ObjectKey> keys, Query query) {
      for (int i = 1; i < items.size(); i++) {
        assertThat(items.get(i - 1)).as("%s", query).isLessThan(items.get(i));
      }
      assertThat(items).as("%s", query).containsAll(folded(keys, query));
    }

    private static List<ObjectKey> folded(Set<ObjectKey> keys, Query query) {
      Folding folding = new Folding(query.prefix(), query.delimiter());
      TreeSet<ObjectKey> items = new TreeSet<>();
      for (ObjectKey key : keys) {
        if (key.startsWith(query.prefix())) {
          ObjectKey folded = folding.fold(key);
          items.add(folded == null ? key : folded);
        }
      }
      return List.copyOf(items);
    }

    private void quiet() throws Exception {
      volume.settle();
      Set<ObjectKey> tree = volume.treeKeys();
      for (int pageSize : new int[] {1, 2, 7, 1000}) {
        for (int i = 0; i < 4; i++) {
          Query query = query(pageSize);
          assertThat(items(query, false)).as("%s", query).isEqualTo(folded(tree, query));
        }
      }
      // Edits that no listing looks for are found by the next walk of the crawl.
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(volume.differences()).isEmpty());
    }
  }
}
