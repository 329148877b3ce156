package io.sluice.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

final class UsageTest {
  private static final IndexSettings SMALL = new IndexSettings(8 << 20, 8 << 20, 64);
  private static final ContentClaim CLAIM =
      new ContentClaim(new EntityTag("0".repeat(32)), List.of(), PartLayout.WHOLE);

  @TempDir private Path temp;

  private final NavigableMap<ObjectKey, ObjectEntry> model = new TreeMap<>();

  @Test
  void sums_are_those_of_a_count_of_all_keys() throws Exception {
    for (long seed = 1; seed <= 2; seed++) {
      Path directory = temp.resolve("seed" + seed);
      Random random = new Random(seed);
      model.clear();
      VolumeIndex index = VolumeIndex.open(directory, SMALL);
      try {
        for (int step = 0; step < 90; step++) {
          change(index, random);
          if (step % 30 == 29) {
            check(index, random, "seed " + seed + " step " + step);
            index.close();
            index = VolumeIndex.open(directory, SMALL);
          }
        }
        check(index, random, "seed " + seed);
        Path copy = crashed(directory, temp.resolve("crash" + seed));
        try (VolumeIndex again = VolumeIndex.open(copy, SMALL)) {
          assertThat(again.wasClean()).isFalse();
          check(again, random, "crash, seed " + seed);
        }
      } finally {
        index.close();
      }
    }
  }

  @Test
  void many_files_appended_or_put_in_backwards_make_blocks_of_fair_size() throws Exception {
    for (int step : new int[] {1, -1}) {
      for (int batchRows : new int[] {1, 10, 1_000}) {
        try (VolumeIndex index = open("order" + step + "-" + batchRows)) {
          int files = 6_000;
          for (int i = 0; i < files; i += batchRows) {
            List<ObjectEntry> entries = new ArrayList<>();
            for (int j = i; j < i + batchRows; j++) {
              entries.add(file("d/%06d".formatted(500_000 + step * j), 1, false));
            }
            put(index, entries);
          }
          assertThat(index.usage(ObjectKey.ROOT)).isEqualTo(new Usage(files, files, files, files));
          int blocks = index.reading(at -> at.ledger().blocks());
          assertThat(blocks).isBetween(3, 15);
        }
      }
    }
  }

  @Test
  void an_index_from_before_sums_were_kept_is_counted_when_it_is_opened() throws Exception {
    Random random = new Random(7);
    try (VolumeIndex index = open("old")) {
      fill(index, random, 5_000);
    }
    Path directory = temp.resolve("old/0000000001");
    try (Store store = Store.open(directory, SMALL)) {
      new IndexMeta(store).writeFormat(IndexMeta.COUNTED_FORMAT - 1);
      store.enter();
      try (WriteBatch batch = new WriteBatch()) {
        batch.deleteRange(store.handle(Family.USAGE), new byte[0], new byte[] {(byte) 0xff});
        batch.put(store.handle(Family.USAGE), new byte[] {'a'}, new Tally(9, 9, 9, 9, 9).encode());
        store.write(batch, false);
      }
      store.leave();
    }
    for (int opening = 0; opening < 2; opening++) {
      try (VolumeIndex index = open("old")) {
        check(index, random, "opening " + opening);
      }
    }
  }

  @Test
  void directories_count_as_nothing_and_prefixes_end_anywhere() throws Exception {
    try (VolumeIndex index = open("prefixes")) {
      put(
          index,
          List.of(
              file("a", 1, true),
              file("a/b", 10, false),
              file("a/bc", 100, true),
              file("a/é", 1_000, false),
              entry("a/d/", 10_000, null),
              file("b", 100_000, false)));
      assertThat(index.usage(ObjectKey.ROOT)).isEqualTo(new Usage(5, 101_111, 3, 101_010));
      assertThat(index.usage(ObjectKey.of("a"))).isEqualTo(new Usage(4, 1_111, 2, 1_010));
      assertThat(index.usage(ObjectKey.of("a/"))).isEqualTo(new Usage(3, 1_110, 2, 1_010));
      assertThat(index.usage(ObjectKey.of("a/b"))).isEqualTo(new Usage(2, 110, 1, 10));
      assertThat(index.usage(ObjectKey.of("a/d/"))).isEqualTo(Usage.NONE);
      assertThat(index.usage(ObjectKey.of("zz"))).isEqualTo(Usage.NONE);
    }
  }

  @Test
  void unhashed_files_come_in_order_after_a_key_up_to_a_size() throws Exception {
    Random random = new Random(3);
    try (VolumeIndex index = open("unhashed")) {
      fill(index, random, 6_000);
      for (int size : new int[] {0, 500, 1_000}) {
        List<ObjectKey> expected =
            model.values().stream()
                .filter(e -> !e.key().isDirectory() && e.claim() == null)
                .filter(e -> e.identity().sizeBytes() <= size)
                .map(ObjectEntry::key)
                .toList();
        List<ObjectKey> found = new ArrayList<>();
        ObjectKey at = ObjectKey.ROOT;
        List<UnhashedFile> page = new Sightings(index).unhashedAfter(at, size, 700);
        while (!page.isEmpty()) {
          assertThat(page).hasSizeLessThanOrEqualTo(700);
          page.forEach(file -> found.add(file.key()));
          at = found.getLast();
          page = new Sightings(index).unhashedAfter(at, size, 700);
        }
        assertThat(found).isEqualTo(expected);
      }
      UnhashedFile first = new Sightings(index).unhashedAfter(ObjectKey.ROOT, 1_000, 1).getFirst();
      ObjectEntry entry = Objects.requireNonNull(model.get(first.key()));
      assertThat(entry.identity()).isEqualTo(first.identity());
    }
  }

  @Test
  void a_reader_beside_writers_sees_every_batch_whole() throws Exception {
    try (VolumeIndex index = open("threads")) {
      int threads = 3;
      List<ObjectEntry> start = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        start.add(file("t" + i % threads + "/" + i, 7, false));
      }
      put(index, start);
      AtomicBoolean done = new AtomicBoolean();
      List<Thread> movers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        String mine = "t" + i + "/";
        Random random = new Random(i);
        movers.add(Thread.ofPlatform().start(() -> move(index, mine, random)));
      }
      Thread watcher =
          Thread.ofPlatform()
              .start(() -> {
                while (movers.stream().anyMatch(Thread::isAlive)) {
                  assertThat(index.usage(ObjectKey.ROOT).bytes()).isEqualTo(35_000);
                  assertThat(index.usage(ObjectKey.of("t1/")).files()).isEqualTo(1_667);
                }
                done.set(true);
              });
      for (Thread mover : movers) {
        mover.join();
      }
      watcher.join();
      assertThat(done).isTrue();
    }
  }

  /** Gives files other names within one directory, each time in one batch. */
  private static void move(VolumeIndex index, String directory, Random random) {
    for (int i = 0; i < 400; i++) {
      List<UnhashedFile> some =
          new Sightings(index)
              .unhashedAfter(
                  ObjectKey.of(directory + random.nextInt(5_000)), 7, 1 + random.nextInt(20));
      try (IndexBatch batch = index.batch()) {
        for (UnhashedFile file : some) {
          if (file.key().startsWith(ObjectKey.of(directory))) {
            batch.removeObject(file.key());
            batch.put(file(file.key() + "." + i, 7, false));
          }
        }
        batch.apply();
      }
    }
  }

  private void change(VolumeIndex index, Random random) {
    int size = new int[] {1, 3, 30, 1_000}[random.nextInt(4)];
    try (IndexBatch batch = index.batch()) {
      if (random.nextInt(6) == 0) {
        ObjectKey tree = ObjectKey.of(random.nextInt(4) + "/" + random.nextInt(4) + "/");
        batch.removeTree(tree);
        model.keySet().removeIf(key -> key.startsWith(tree));
      }
      int base = random.nextInt(40_000);
      boolean run = random.nextBoolean();
      for (int i = 0; i < size; i++) {
        String key = key(run ? base + i : random.nextInt(40_000), run ? base : random.nextInt());
        if (random.nextInt(5) > 0) {
          ObjectEntry entry = file(key, random.nextInt(1_000), random.nextBoolean());
          batch.put(entry);
          model.put(entry.key(), entry);
        } else {
          batch.removeObject(ObjectKey.of(key));
          model.remove(ObjectKey.of(key));
        }
      }
      batch.apply();
    }
  }

  private void fill(VolumeIndex index, Random random, int files) {
    model.clear();
    for (int i = 0; i < files; i++) {
      ObjectEntry entry = file(key(random.nextInt(40_000), i), random.nextInt(1_000), i % 3 > 0);
      model.put(entry.key(), entry);
    }
    put(index, model.values());
  }

  private static String key(int number, int chance) {
    return "%d/%d/%05d%s"
        .formatted(number / 10_000, number / 2_500 % 4, number, chance % 19 == 0 ? "/" : "");
  }

  private void check(VolumeIndex index, Random random, String where) {
    assertThat(index.usage(ObjectKey.ROOT)).as(where).isEqualTo(counted(ObjectKey.ROOT));
    for (int i = 0; i < 25; i++) {
      String whole = key(random.nextInt(40_000), 1);
      ObjectKey prefix = ObjectKey.of(whole.substring(0, random.nextInt(whole.length() + 1)));
      assertThat(index.usage(prefix)).as(where + " " + prefix).isEqualTo(counted(prefix));
    }
  }

  private Usage counted(ObjectKey prefix) {
    Tally sum = Tally.ZERO;
    for (ObjectEntry entry : model.tailMap(prefix, true).values()) {
      if (!entry.key().startsWith(prefix)) {
        break;
      }
      long size = entry.identity().sizeBytes();
      boolean unhashed = entry.claim() == null;
      if (!entry.key().isDirectory()) {
        sum = sum.plus(new Tally(1, 1, size, unhashed ? 1 : 0, unhashed ? size : 0));
      }
    }
    return sum.usage();
  }

  /** A copy of an open index: what a kill would leave. */
  private static Path crashed(Path from, Path to) throws IOException {
    Path store = Files.createDirectories(to.resolve("0000000001"));
    try (Stream<Path> files = Files.list(from.resolve("0000000001"))) {
      for (Path file : files.toList()) {
        Files.copy(file, store.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private VolumeIndex open(String name) throws IndexFailure {
    return VolumeIndex.open(temp.resolve(name), SMALL);
  }

  private static void put(VolumeIndex index, Iterable<ObjectEntry> entries) {
    try (IndexBatch batch = index.batch()) {
      entries.forEach(batch::put);
      batch.apply();
    }
  }

  private static ObjectEntry file(String key, long sizeBytes, boolean hashed) {
    return entry(key, sizeBytes, hashed ? CLAIM : null);
  }

  private static ObjectEntry entry(String key, long sizeBytes, @Nullable ContentClaim claim) {
    FileIdentity identity = new FileIdentity(key.hashCode(), sizeBytes, 3, 4);
    return new ObjectEntry(ObjectKey.of(key), identity, ObjectMetadata.NONE, claim);
  }
}
