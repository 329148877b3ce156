package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.PublishMode;
import io.sluice.files.StagedFile;
import io.sluice.model.Checksum;
import io.sluice.model.ChecksumAlgorithm;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HashingTest {
  private static final HashSettings MD5 = new HashSettings(true, 1 << 20);
  private static final HashSettings BACKGROUND = new HashSettings(true, 0);
  private static final int CHUNK = 256 << 10;
  private static final Checksum CHECKSUM =
      new Checksum(ChecksumAlgorithm.CRC32, Checksum.Type.FULL_OBJECT, "AAAAAA==");

  @TempDir private Path temp;
  private ListedVolume volume;
  private HashWorker worker;

  @BeforeEach
  void open() throws Exception {
    volume = new ListedVolume(temp, ListedVolume.ALWAYS);
    begin(BACKGROUND);
  }

  @AfterEach
  void close() {
    volume.close();
  }

  private void begin(HashSettings settings) {
    hashing().retune(settings);
    worker = new HashWorker(hashing());
  }

  private Hashing hashing() {
    return volume.listing.hashing();
  }

  /** Lets files count as old. */
  private void age() {
    volume.ahead = Duration.ofMinutes(1);
    volume.nanos.addAndGet(Duration.ofMinutes(2).toNanos());
  }

  private void hash() {
    age();
    worker.slice();
  }

  /** From now on each slice reads one chunk. */
  private void slowDown() {
    hashing().start("v", new HashShare(Executors.newScheduledThreadPool(0), 0, oneChunkASecond()));
  }

  private ByteRate oneChunkASecond() {
    return new ByteRate(CHUNK, volume.nanos::get);
  }

  private void chunks(int count) {
    for (int i = 0; i < count; i++) {
      worker.slice();
      volume.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }
  }

  private ObjectEntry current(String key) throws FileFailure {
    return requireNonNull(volume.listing.freshener().current(ObjectKey.of(key)));
  }

  private Path write(String key, byte[] content) throws IOException {
    return Files.write(volume.tree.resolve(key), content);
  }

  private ObjectEntry put(String key, byte[] content, @Nullable ContentClaim claim)
      throws FileFailure {
    ObjectKey whole = ObjectKey.of(key);
    ObjectMetadata metadata = ObjectMetadata.NONE.withTags(Map.of("a", "b"));
    try (StagedFile staged = volume.root.staging().create()) {
      staged.write(0, List.of(ByteBuffer.wrap(content)));
      staged.seal(metadata, claim);
      FileStatus status = volume.root.publish(staged.name(), whole, PublishMode.REPLACE);
      ObjectEntry entry = new ObjectEntry(whole, status.identity(), metadata, claim);
      volume.listing.updates().published(entry);
      return entry;
    }
  }

  private static EntityTag md5(byte[] content) {
    return new EntityTag(OwnedFixture.md5(content));
  }

  private static ContentClaim plain(byte[] content) {
    return new ContentClaim(md5(content), List.of(CHECKSUM), PartLayout.WHOLE);
  }

  private static ContentClaim inParts(byte[] content, long... sizes) throws Exception {
    MessageDigest outer = MessageDigest.getInstance("MD5");
    int at = 0;
    for (long size : sizes) {
      byte[] part = Arrays.copyOfRange(content, at, at + (int) size);
      outer.update(HexFormat.of().parseHex(OwnedFixture.md5(part)));
      at += (int) size;
    }
    return new ContentClaim(
        EntityTag.ofParts(outer.digest(), sizes.length),
        List.of(CHECKSUM),
        PartLayout.of(Arrays.stream(sizes).boxed().toList()));
  }

  private void changeMode(String key) throws Exception {
    ObjectEntry before = current(key);
    Awaitility.await()
        .until(() -> {
          Files.setPosixFilePermissions(
              volume.tree.resolve(key), PosixFilePermissions.fromString("rw-r-----"));
          return !current(key).identity().equals(before.identity());
        });
  }

  private void editAndPutTheTimeBack(String key) throws Exception {
    Path file = volume.tree.resolve(key);
    ObjectEntry before = current(key);
    FileTime time = Files.getLastModifiedTime(file);
    Awaitility.await()
        .until(() -> {
          try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.write('!');
          }
          Files.setLastModifiedTime(file, time);
          return !current(key).identity().equals(before.identity());
        });
    assertThat(current(key).identity().mtimeNanos()).isEqualTo(before.identity().mtimeNanos());
  }

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

  private void sparse(String key, long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(volume.tree.resolve(key).toFile(), "rw")) {
      file.setLength(length);
    }
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
  void a_change_of_mode_shows_a_version_tag_until_the_content_is_confirmed() throws Exception {
    byte[] content = OwnedFixture.bytes(100, 1);
    ObjectEntry put = put("a", content, plain(content));
    changeMode("a");
    ObjectEntry doubted = current("a");
    assertThat(doubted.tag().isVersion()).isTrue();
    assertThat(doubted.doubted()).isEqualTo(put.claim());
    assertThat(doubted.hasTag(md5(content).value())).as("not for conditions either").isFalse();
    assertThat(volume.entries().getFirst().tag()).isEqualTo(doubted.tag());
    hash();
    assertThat(current("a")).isEqualTo(doubted.withClaim(put.claim()));
    assertThat(current("a").hasTag(doubted.tag().value())).isTrue();
    assertThat(hashing().progress().confirmed()).isEqualTo(1);
  }

  @Test
  void several_changes_of_mode_and_a_restart_lose_no_claim() throws Exception {
    byte[] content = OwnedFixture.bytes(100, 1);
    ObjectEntry put = put("a", content, inParts(content, 40, 60));
    changeMode("a");
    changeMode("a");
    volume.restart();
    begin(BACKGROUND);
    assertThat(volume.entries().getFirst().tag().isVersion()).isTrue();
    hash();
    assertThat(current("a").claim()).isEqualTo(put.claim());
  }

  @Test
  void an_edit_whose_time_was_put_back_gets_the_tag_of_its_content() throws Exception {
    byte[] content = OwnedFixture.bytes(100, 1);
    put("a", content, plain(content));
    editAndPutTheTimeBack("a");
    hash();
    content[0] = '!';
    assertThat(current("a").claim())
        .isEqualTo(new ContentClaim(md5(content), List.of(), PartLayout.WHOLE));
    assertThat(current("a").metadata().tags()).containsEntry("a", "b");
  }

  @Test
  void a_multipart_tag_is_confirmed_part_by_part_with_its_checksums() throws Exception {
    byte[] content = OwnedFixture.bytes(2 * CHUNK + 77, 1);
    List<long[]> layouts =
        List.of(
            new long[] {content.length},
            new long[] {CHUNK, CHUNK, 77},
            new long[] {1, 2 * CHUNK, 0, 76},
            new long[] {0, content.length});
    for (int i = 0; i < layouts.size(); i++) {
      String key = "a" + i;
      ContentClaim claim = inParts(content, layouts.get(i));
      put(key, content, claim);
      changeMode(key);
      hash();
      assertThat(current(key).claim()).as(key).isEqualTo(claim);
    }
  }

  @Test
  void a_multipart_object_that_was_edited_gets_the_md5_of_the_whole() throws Exception {
    byte[] content = OwnedFixture.bytes(1000, 1);
    put("a", content, inParts(content, 600, 400));
    editAndPutTheTimeBack("a");
    hash();
    content[0] = '!';
    assertThat(current("a").claim())
        .isEqualTo(new ContentClaim(md5(content), List.of(), PartLayout.WHOLE));
  }

  @Test
  void a_multipart_object_whose_parts_are_not_known_gets_the_md5_of_the_whole() throws Exception {
    byte[] content = OwnedFixture.bytes(1000, 1);
    EntityTag tag = inParts(content, 600, 400).tag();
    put("a", content, new ContentClaim(tag, List.of(), PartLayout.WHOLE));
    changeMode("a");
    hash();
    assertThat(current("a").tag()).isEqualTo(md5(content));
  }

  private void resumable() throws Exception {
    volume.hashTerms =
        new HashTerms(
            Duration.ofSeconds(3),
            Duration.ofMillis(10),
            CHUNK,
            2 * CHUNK,
            Duration.ofMillis(50),
            8,
            volume.hashTerms.changing(),
            volume.hashTerms.failing(),
            Duration.ofSeconds(1));
    volume.restart();
    begin(BACKGROUND);
    slowDown();
  }

  @Test
  void a_restart_goes_on_where_the_hashing_of_a_long_file_stopped() throws Exception {
    resumable();
    byte[] content = OwnedFixture.bytes(10 * CHUNK, 1);
    write("a", content);
    volume.entries();
    age();
    chunks(6);
    long before = hashing().progress().bytes();
    worker.putDown();
    volume.restart();
    begin(BACKGROUND);
    hash();
    assertThat(before).isPositive();
    assertThat(hashing().progress().bytes()).isEqualTo(content.length - before);
    assertThat(current("a").tag()).isEqualTo(md5(content));
    assertThat(volume.index.hashNotes().keys()).isEmpty();
  }

  @Test
  void after_a_crash_the_last_checkpoint_counts_for_parts_too() throws Exception {
    resumable();
    byte[] content = OwnedFixture.bytes(10 * CHUNK, 1);
    ContentClaim claim = inParts(content, 3 * CHUNK + 7, 3 * CHUNK + 7, 4 * CHUNK - 14);
    put("a", content, claim);
    changeMode("a");
    age();
    chunks(6);
    volume.restart();
    begin(BACKGROUND);
    hash();
    assertThat(hashing().progress().bytes()).isLessThan(content.length);
    assertThat(current("a").claim()).isEqualTo(claim);
  }

  @Test
  void a_checkpoint_of_another_content_counts_for_nothing() throws Exception {
    resumable();
    byte[] content = OwnedFixture.bytes(10 * CHUNK, 1);
    write("a", content);
    write("b", content);
    volume.entries();
    age();
    chunks(6);
    worker.putDown();
    assertThat(volume.index.hashNotes().keys()).hasSize(1);
    editAndPutTheTimeBack("a");
    volume.restart();
    begin(BACKGROUND);
    hash();
    content[0] = '!';
    assertThat(current("a").tag()).isEqualTo(md5(content));
  }

  @Test
  void checkpoints_of_files_that_are_gone_are_dropped_at_the_start() throws Exception {
    resumable();
    write("a", OwnedFixture.bytes(10 * CHUNK, 1));
    volume.entries();
    age();
    chunks(6);
    worker.putDown();
    Files.delete(volume.tree.resolve("a"));
    volume.entries();
    assertThat(volume.index.hashNotes().keys()).hasSize(1);
    slowDown();
    assertThat(volume.index.hashNotes().keys()).isEmpty();
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
  void both_tags_of_one_state_mean_it() throws Exception {
    volume.foreign("a");
    EntityTag listed = volume.entries().getFirst().tag();
    hash();
    ObjectEntry hashed = current("a");
    assertThat(hashed.tag()).isEqualTo(md5("a".getBytes(StandardCharsets.UTF_8)));
    assertThat(hashed.hasTag(listed.value())).isTrue();
    assertThat(hashed.hasTag(hashed.tag().value())).isTrue();
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
