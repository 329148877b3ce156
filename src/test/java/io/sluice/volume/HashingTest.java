package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.FileFailure;
import io.sluice.model.EntityTag;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class HashingTest extends HashingFixture {
  @Test
  void pods_files_get_their_md5_and_listings_show_it() throws Exception {
    for (String key : List.of("a", "b/c", "b/d/e")) {
      volume.foreign(key);
    }
    assertThat(volume.entries()).allMatch(object -> object.tag().isVersion());
    assertThat(hashing().progress().opened()).as("a listing reads no content").isZero();
    hash();
    for (ListedObject object : volume.entries()) {
      assertThat(object.tag().value())
          .isEqualTo(OwnedFixture.md5(object.key().toString().getBytes(StandardCharsets.UTF_8)));
    }
    HashProgress progress = hashing().progress();
    assertThat(progress.files()).isEqualTo(3);
    assertThat(progress.bytes()).isEqualTo(9);
    assertThat(progress.leftFiles()).isZero();
    assertThat(progress.current()).isEmpty();
  }

  @Test
  void what_clients_saw_comes_first_then_small_then_long() throws Exception {
    sparse("a-long", HashTerms.MIDDLE_BYTES + 1);
    sparse("b-middle", HashTerms.SMALL_BYTES + 1);
    sparse("c-small", HashTerms.SMALL_BYTES);
    sparse("d-shown", HashTerms.MIDDLE_BYTES + 2);
    volume.listing.coverage().ensure(ObjectKey.ROOT);
    hashing().current(ObjectKey.of("d-shown"));
    List<String> order = new ArrayList<>();
    HashQueue queue = hashing().queue();
    for (ObjectKey key = queue.take(false); key != null; key = queue.take(false)) {
      order.add(key.toString());
    }
    assertThat(order).containsExactly("d-shown", "c-small", "b-middle", "a-long");
  }

  @Test
  void while_the_first_walk_is_ahead_only_what_clients_saw_is_hashed() throws Exception {
    AtomicBoolean ahead = new AtomicBoolean(true);
    hashing().defer(ahead::get);
    write("seen", new byte[3]);
    write("unseen", new byte[3]);
    volume.listing.coverage().ensure(ObjectKey.ROOT);
    hashing().current(ObjectKey.of("seen"));
    hash();
    assertThat(hashing().progress().leftFiles()).isEqualTo(1);
    ahead.set(false);
    hash();
    assertThat(hashing().progress().leftFiles()).isZero();
  }

  @Test
  void a_new_small_file_is_hashed_before_a_long_one_is_done() throws Exception {
    slowDown();
    sparse("long", HashTerms.MIDDLE_BYTES + CHUNK * 8L);
    volume.listing.coverage().ensure(ObjectKey.ROOT);
    age();
    chunks(3);
    assertThat(hashing().progress().current()).containsExactly("long");
    write("small", new byte[5]);
    volume.listing.coverage().ensure(ObjectKey.ROOT);
    chunks(6);
    assertThat(current("small").tag()).isEqualTo(md5(new byte[5]));
    assertThat(current("long").claim()).isNull();
  }

  @Test
  void a_file_that_may_still_be_changing_waits() throws Exception {
    volume.foreign("a");
    volume.entries();
    worker.slice();
    assertThat(hashing().progress().opened()).isZero();
    assertThat(hashing().progress().waiting()).isEqualTo(1);
    hash();
    assertThat(current("a").tag()).isEqualTo(md5("a".getBytes(StandardCharsets.UTF_8)));
    assertThat(hashing().progress().waiting()).isZero();
  }

  @Test
  void a_file_from_the_future_is_hashed_once_it_was_seen_unchanged() throws Exception {
    volume.ahead = Duration.ofDays(-1);
    volume.foreign("a");
    volume.entries();
    worker.slice();
    assertThat(current("a").claim()).isNull();
    volume.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    worker.slice();
    assertThat(current("a").tag()).isEqualTo(md5("a".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_small_file_is_hashed_while_its_client_waits() throws Exception {
    begin(MD5);
    volume.foreign("a");
    sparse("b", (1 << 20) + 1);
    volume.ahead = Duration.ofSeconds(1);
    assertThat(requireNonNull(hashing().current(ObjectKey.of("a"))).tag())
        .isEqualTo(md5("a".getBytes(StandardCharsets.UTF_8)));
    assertThat(volume.index.object(ObjectKey.of("a"))).isEqualTo(current("a"));
    assertThat(requireNonNull(hashing().current(ObjectKey.of("b"))).claim()).isNull();
    assertThat(hashing().progress().opened()).isEqualTo(1);
  }

  @Test
  void a_renamed_tree_keeps_its_md5s_and_is_not_read_again() throws Exception {
    for (int i = 0; i < 30; i++) {
      volume.foreign("x/big/%d/deep/%d/f%02d".formatted(i % 3, i % 5, i));
    }
    volume.entries();
    hash();
    assertThat(hashing().progress().files()).isEqualTo(30);
    var opened = hashing().progress().opened();
    Files.createDirectories(volume.tree.resolve("z"));
    for (String[] move : new String[][] {{"x/big", "z/later"}, {"z/later", "a"}, {"a/1", "z/1"}}) {
      Files.move(volume.tree.resolve(move[0]), volume.tree.resolve(move[1]));
      for (ListedObject object : volume.entries()) {
        assertThat(object.tag().isVersion() && !object.key().isDirectory())
            .as("%s", object)
            .isFalse();
      }
      hash();
    }
    assertThat(hashing().progress().opened()).isEqualTo(opened);
    String text = "x/big/1/deep/1/f01";
    assertThat(current("z/1/deep/1/f01").tag())
        .isEqualTo(md5(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_file_within_the_clocks_grain_is_not_trusted() throws Exception {
    begin(MD5);
    volume.foreign("a");
    volume.ahead = Duration.ofMinutes(-1);
    assertThat(requireNonNull(hashing().current(ObjectKey.of("a"))).tag().isVersion()).isTrue();
    assertThat(hashing().progress().opened()).isZero();
  }

  @Test
  void an_edit_during_hashing_is_not_missed_even_with_its_time_put_back() throws Exception {
    slowDown();
    byte[] content = OwnedFixture.bytes(3 * CHUNK, 1);
    write("a", content);
    volume.entries();
    age();
    chunks(2);
    assertThat(hashing().progress().current()).containsExactly("a");
    editAndPutTheTimeBack("a");
    chunks(3);
    assertThat(current("a").claim()).isNull();
    assertThat(hashing().progress().changed()).isEqualTo(1);
    age();
    chunks(8);
    content[0] = '!';
    assertThat(current("a").tag()).isEqualTo(md5(content));
  }

  @Test
  void a_file_cut_short_during_hashing_is_hashed_again() throws Exception {
    slowDown();
    write("a", OwnedFixture.bytes(3 * CHUNK, 1));
    volume.entries();
    age();
    chunks(2);
    write("a", new byte[1]);
    chunks(2);
    age();
    chunks(5);
    assertThat(current("a").tag()).isEqualTo(md5(new byte[1]));
  }

  @Test
  void an_upload_over_a_file_being_hashed_keeps_its_own_tag() throws Exception {
    slowDown();
    write("a", OwnedFixture.bytes(3 * CHUNK, 1));
    volume.entries();
    age();
    chunks(2);
    ObjectEntry put = put("a", new byte[7], plain(new byte[7]));
    chunks(5);
    assertThat(volume.index.object(ObjectKey.of("a"))).isEqualTo(put);
  }

  @Test
  void etag_version_never_opens_a_file_and_keeps_what_is_known() throws Exception {
    volume.foreign("before");
    volume.entries();
    hash();
    begin(HashSettings.OFF);
    volume.foreign("after");
    Path file = volume.tree.resolve("after");
    Files.setAttribute(file, "lastAccessTime", FileTime.fromMillis(0));
    volume.entries();
    hash();
    hashing().current(ObjectKey.of("after"));
    assertThat(current("after").tag().isVersion()).isTrue();
    assertThat(current("before").tag()).isEqualTo(md5("before".getBytes(StandardCharsets.UTF_8)));
    assertThat(hashing().progress().opened()).isEqualTo(1);
    assertThat(Files.getAttribute(file, "lastAccessTime")).isEqualTo(FileTime.fromMillis(0));
    begin(BACKGROUND);
    volume.entries();
    hash();
    assertThat(current("after").tag()).isEqualTo(md5("after".getBytes(StandardCharsets.UTF_8)));
    assertThat(Files.getAttribute(file, "lastAccessTime"))
        .as("hashing leaves no trace on our own files")
        .isEqualTo(FileTime.fromMillis(0));
  }

  @Test
  void a_switch_to_version_stops_in_the_middle_of_a_file() throws Exception {
    slowDown();
    write("a", OwnedFixture.bytes(5 * CHUNK, 1));
    volume.entries();
    age();
    chunks(2);
    hashing().retune(HashSettings.OFF);
    chunks(10);
    assertThat(current("a").claim()).isNull();
    assertThat(hashing().progress().current()).isEmpty();
  }

  @Test
  void no_tag_is_ever_wrong_while_pods_edit_and_the_hasher_runs() throws Exception {
    long seed = 20_261_123;
    Random random = new Random(seed);
    HashRetries.Delay soon = new HashRetries.Delay(Duration.ofMillis(1), Duration.ofMillis(1));
    volume.hashTerms =
        new HashTerms(
            Duration.ofMillis(20),
            Duration.ofMillis(10),
            CHUNK,
            CHUNK,
            Duration.ofMillis(1),
            8,
            soon,
            soon,
            Duration.ofMillis(5));
    volume.restart();
    Map<String, EntityTag> truth = new HashMap<>();
    try (var threads = Executors.newScheduledThreadPool(2)) {
      hashing().retune(MD5);
      ByteRate unbounded = new ByteRate(Long.MAX_VALUE, System::nanoTime);
      hashing().start("v", new HashShare(threads, 2, unbounded));
      for (int i = 0; i < 800; i++) {
        String key = "f" + random.nextInt(20);
        byte[] content = OwnedFixture.bytes(random.nextInt(3) * 50_000 + 1, random.nextInt());
        write(key, content);
        truth.put(key, md5(content));
        assertRightOrVersion(truth, key, seed);
        assertRightOrVersion(truth, "f" + random.nextInt(20), seed);
        volume.nanos.addAndGet(Duration.ofMillis(10).toNanos());
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            volume.nanos.addAndGet(Duration.ofMillis(10).toNanos());
            return volume.entries().stream().noneMatch(object -> object.tag().isVersion());
          });
      for (ListedObject object : volume.entries()) {
        String key = object.key().toString();
        assertThat(object.tag()).as("seed %d, %s", seed, key).isEqualTo(truth.get(key));
      }
      hashing().close();
    }
  }

  private void assertRightOrVersion(Map<String, EntityTag> truth, String key, long seed)
      throws FileFailure {
    ObjectEntry now = hashing().current(ObjectKey.of(key));
    assertThat(now == null || now.claim() == null || now.tag().equals(truth.get(key)))
        .as("seed %d, %s is %s", seed, key, now)
        .isTrue();
  }
}
