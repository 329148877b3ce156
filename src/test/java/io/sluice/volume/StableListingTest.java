package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Listings while pods create, delete, rename and edit at full speed, while the crawl runs, and
 * across restarts between pages: a key that is there throughout is listed exactly once, in order.
 * {@code -Dsluice.stress.seconds} makes it longer, {@code -Dsluice.stress.seed} repeats a run.
 */
final class StableListingTest {
  private static final int[] PAGE_SIZES = {1, 2, 7, 1000};
  private static final String[] DELIMITERS = {"", "/", "d", "1", "-"};
  private static final int SECONDS = Integer.getInteger("sluice.stress.seconds", 4);
  private static final ListingSettings QUICK =
      new ListingSettings(Duration.ZERO, true, true, Duration.ofMillis(10));

  @TempDir private Path temp;
  private final long seed = Long.getLong("sluice.stress.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final TreeSet<ObjectKey> stable = new TreeSet<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Thread> pods = new ArrayList<>();
  private ListedVolume volume;
  private Crawl crawl;

  @BeforeEach
  void open() throws Exception {
    volume = new ListedVolume(temp, QUICK);
    for (String key : List.of("a", "a-b", "d0/a", "d0/s/x", "d0/s-/y", "d1/1", "d1/s/1/2/3")) {
      stays(key);
    }
    for (int i = 0; i < 30; i++) {
      stays("d%d/k%02d".formatted(i % 4, i));
      stays("s%d/d%d/k%02d".formatted(i % 2, i % 3, i));
    }
    Files.createDirectories(volume.tree.resolve("d2/e-mpty"));
    stable.add(ObjectKey.of("d2/e-mpty/"));
    crawl = crawl();
  }

  private void stays(String key) throws Exception {
    volume.foreign(key);
    stable.add(ObjectKey.of(key));
  }

  @AfterEach
  void close() throws Exception {
    stop.set(true);
    for (Thread pod : pods) {
      pod.join();
    }
    volume.close();
  }

  @Test
  void every_stable_key_is_listed_once_and_in_order() throws Exception {
    for (int i = 0; i < 3; i++) {
      Random own = new Random(seed + i);
      start(() -> Pod.run(volume.tree, own, stop));
    }
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    int listings = 0;
    while (System.nanoTime() < end) {
      listing(PAGE_SIZES[listings % PAGE_SIZES.length], DELIMITERS[random.nextInt(5)], listings);
      listings++;
    }
    assertThat(failure.get()).as("seed %d", seed).isNull();
    assertThat(listings).isPositive();
  }

  private void start(Runnable work) {
    Thread thread =
        new Thread(() -> {
          try {
            work.run();
          } catch (RuntimeException | Error e) {
            failure.set(e);
          }
        });
    thread.start();
    pods.add(thread);
  }

  private void listing(int pageSize, String delimiter, int number) throws Exception {
    String prefix = number % 5 == 4 ? "d" : "";
    List<ObjectKey> items = new ArrayList<>();
    Set<ListPosition> positions = new HashSet<>();
    ListPosition position = ListPosition.START;
    while (true) {
      crawl.slice();
      ListPage page =
          volume.page(new ListQuery(ObjectKey.of(prefix), delimiter, position, pageSize));
      List<ObjectKey> here = new ArrayList<>(page.commonPrefixes());
      page.objects().forEach(object -> here.add(object.key()));
      here.sort(null);
      items.addAll(here);
      if (!page.truncated()) {
        break;
      }
      position = page.position();
      assertThat(positions.add(position)).as("seed %d: a token twice", seed).isTrue();
      if (random.nextInt(40) == 0) {
        crawl.end();
        volume.restart();
        crawl = crawl();
      }
    }
    check(items, prefix, delimiter);
  }

  private void check(List<ObjectKey> items, String prefix, String delimiter) {
    String what = "seed %d, prefix '%s', delimiter '%s'".formatted(seed, prefix, delimiter);
    for (int i = 1; i < items.size(); i++) {
      assertThat(items.get(i - 1)).as(what).isLessThan(items.get(i));
    }
    Folding folding = new Folding(ObjectKey.of(prefix), delimiter);
    Set<ObjectKey> expected = new TreeSet<>();
    for (ObjectKey key : stable) {
      if (key.startsWith(ObjectKey.of(prefix))) {
        ObjectKey folded = folding.fold(key);
        expected.add(folded == null ? key : folded);
      }
    }
    assertThat(items).as(what).containsAll(expected);
  }

  private Crawl crawl() {
    var sweeps = new EntrySweeps(volume.index, volume.listing.freshener(), volume.root);
    var tuning =
        new VolumeTuning(QUICK, new CrawlSettings(Duration.ZERO, 20_000, true), Long.MAX_VALUE);
    return new Crawl(
        new Crawl.Parts(
            volume.index, volume.listing.coverage(), volume.listing.moved(), sweeps, () -> tuning),
        new Listing.Clocks(InstantSource.system(), System::nanoTime));
  }
}
