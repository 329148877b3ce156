package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class IndexRenewalTest {
  private static final long SEED = 20_260_101;

  @TempDir private Path temp;
  private OwnedFixture at;

  @BeforeEach
  void open() throws Exception {
    at = new OwnedFixture(temp);
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void a_listing_goes_on_over_a_rebuilding() throws Exception {
    for (int i = 0; i < 30; i++) {
      at.put("d" + i % 5 + "/e" + i % 3 + "/k" + i, bytes(3, i));
    }
    List<String> listed = new ArrayList<>();
    ListPosition position = ListPosition.START;
    while (true) {
      var query = new ListQuery(ObjectKey.ROOT, "", position, 2);
      var page =
          ((VolumeReply.Listed) at.ask(new VolumeCommand.ListObjects(OwnedFixture.NAME, query)))
              .page();
      page.objects().forEach(object -> listed.add(object.key().toString()));
      if (!page.truncated()) {
        break;
      }
      position = page.position();
      at.volume.rebuildIndex();
    }
    assertThat(listed).isEqualTo(at.treeKeys());
  }

  @Test
  void uploads_go_on_over_a_rebuilding() throws Exception {
    Upload upload = at.upload("big");
    byte[] first = bytes(5000, 1);
    byte[] second = bytes(3000, 2);
    upload.part(at, 1, first);
    at.volume.rebuildIndex();
    assertThat(at.uploadIds()).containsExactly(upload.id());
    upload.part(at, 2, second);
    at.volume.rebuildIndex();
    assertThat(upload.complete(at, OwnedFixture.named(1, first), OwnedFixture.named(2, second)))
        .isInstanceOf(VolumeReply.Completed.class);
    at.volume.rebuildIndex();
    assertThat(at.uploadIds()).isEmpty();
    assertThat(at.content("big")).isEqualTo(OwnedFixture.join(first, second));
  }

  @Test
  void only_the_newest_store_is_left() throws Exception {
    at.put("k", bytes(3, 1));
    for (int i = 0; i < 3; i++) {
      at.volume.rebuildIndex();
    }
    assertThat(stores()).hasSize(1);
    assertThat(at.volume.indexRenewals()).isEqualTo(3);
    assertThat(at.keys()).containsExactly("k");
    at.restart();
    assertThat(at.keys()).containsExactly("k");
  }

  @Test
  void a_table_that_is_found_damaged_is_no_matter() throws Exception {
    for (int i = 0; i < 2000; i++) {
      Path file = at.tree.resolve("d" + i % 7 + "/k" + i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x" + i);
    }
    assertThat(at.keys()).isEqualTo(at.treeKeys());
    at.restart();
    at.restart(this::spoilTables);
    assertThat(at.lookup("d3/k3").entry()).isNotNull();
    assertThat(at.keys()).isEqualTo(at.treeKeys());
    at.put("d3/new", bytes(3, 3));
    assertThat(at.delete("d0/k0")).isNull();
    assertThat(at.keys()).isEqualTo(at.treeKeys());
    assertThat(at.volume.indexRenewals()).as("once, not for every command").isEqualTo(1);
    assertThat(at.volume.indexTrouble()).isNull();
  }

  @Test
  @Timeout(120)
  void commands_listings_pods_and_rebuilding_at_full_speed() throws Exception {
    List<String> stable = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      String key = "s" + i % 4 + "/t" + i % 6 + "/stable" + i;
      at.put(key, bytes(5, i));
      stable.add(key);
    }
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < 3; i++) {
        Random random = new Random(SEED + i);
        running.add(threads.submit(() -> client(random, over)));
      }
      running.add(threads.submit(() -> pod(new Random(SEED + 10), over)));
      running.add(threads.submit(() -> uploader(over)));
      Random pages = new Random(SEED + 20);
      Callable<Integer> lister = () -> lister(pages, stable, over);
      running.add(threads.submit(lister));
      for (int i = 0; i < 40; i++) {
        at.volume.rebuildIndex();
      }
      over.set(true);
      for (Future<Integer> done : running) {
        assertThat(done.get()).as("seed " + SEED).isPositive();
      }
    }
    assertThat(at.keys()).isEqualTo(at.treeKeys());
    Map<String, String> tree = IndexRows.ofTree(at);
    at.volume.close();
    Map<String, String> rows = IndexRows.objects(at.indexDirectory);
    rows.keySet().removeIf(key -> key.endsWith("/"));
    assertThat(rows).isEqualTo(tree);
  }

  private int client(Random random, AtomicBoolean over) throws Exception {
    int done = 0;
    for (; !over.get(); done++) {
      String key = "s" + random.nextInt(4) + "/t" + random.nextInt(6) + "/x" + random.nextInt(20);
      if (random.nextBoolean()) {
        byte[] content = bytes(random.nextInt(50) + 1, random.nextInt());
        assertThat(at.put(key, content)).isInstanceOf(VolumeReply.Committed.class);
        assertThat(at.lookup(key)).isNotNull();
      } else {
        assertThat(at.delete(key)).isNull();
      }
    }
    return done;
  }

  private int pod(Random random, AtomicBoolean over) throws IOException {
    int done = 0;
    for (; !over.get(); done++) {
      Path file = at.tree.resolve("s" + random.nextInt(4) + "/pod" + random.nextInt(10));
      if (random.nextBoolean()) {
        Files.writeString(file, "pod " + random.nextInt());
      } else {
        Files.deleteIfExists(file);
      }
    }
    return done;
  }

  private int uploader(AtomicBoolean over) throws Exception {
    int done = 0;
    for (; !over.get(); done++) {
      byte[] first = bytes(2000, done);
      byte[] last = bytes(700, done);
      Upload upload = at.upload("up/object" + done % 3);
      upload.part(at, 1, first);
      assertThat(at.uploadIds()).contains(upload.id());
      upload.part(at, 2, last);
      assertThat(upload.complete(at, OwnedFixture.named(1, first), OwnedFixture.named(2, last)))
          .isInstanceOf(VolumeReply.Completed.class);
      assertThat(at.uploadIds()).doesNotContain(upload.id());
    }
    return done;
  }

  private int lister(Random random, List<String> stable, AtomicBoolean over) {
    int done = 0;
    for (; !over.get(); done++) {
      List<String> listed = at.keys(1 + random.nextInt(60));
      assertThat(listed).as("seed " + SEED).isSorted().doesNotHaveDuplicates().containsAll(stable);
    }
    return done;
  }

  private List<Path> stores() throws IOException {
    try (Stream<Path> names = Files.list(at.indexDirectory)) {
      return names.toList();
    }
  }

  /** Spoils the largest table. */
  private void spoilTables() throws IOException {
    try (Stream<Path> files = Files.list(stores().getFirst())) {
      Path table =
          files
              .filter(file -> file.toString().endsWith(".sst"))
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      try (RandomAccessFile raw = new RandomAccessFile(table.toFile(), "rw")) {
        raw.seek(10);
        raw.write(new byte[40]);
      }
    }
  }
}
