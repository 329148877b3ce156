package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.bus.VolumeReply;
import io.sluice.index.IndexFailure;
import io.sluice.index.IndexSettings;
import io.sluice.index.TamperedRows;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of the index's files: all goes on, and in the end nothing differs. */
final class IndexDamageTest {
  private static final IndexSettings SETTINGS = new IndexSettings(1 << 20, 1 << 20, 64);

  @TempDir private Path temp;
  private ScheduledExecutorService threads;
  private OwnedFixture at;

  /** What happens to the files of the store. */
  enum Damage {
    ALL_DELETED,
    TABLE_DELETED,
    TABLE_TRUNCATED,
    TABLE_FLIPPED,
    TABLE_ZEROED,
    MANIFEST_DELETED,
    MANIFEST_TRUNCATED,
    MANIFEST_FLIPPED,
    LOG_DELETED,
    LOG_TRUNCATED,
    LOG_FLIPPED,
    CURRENT_DELETED,
    CURRENT_FLIPPED,
    OPTIONS_DELETED,
    OLD_FORMAT,
    FORMER_FORMAT,
    UNREADABLE_FORMAT,
    UNREADABLE_ROW
  }

  @BeforeEach
  void open() throws Exception {
    threads = Executors.newScheduledThreadPool(2);
    at = new OwnedFixture(temp);
    for (int i = 0; i < 300; i++) {
      Path directory = Files.createDirectories(at.tree.resolve("d%d/e%d".formatted(i % 6, i % 4)));
      Files.writeString(directory.resolve("pods-long-enough-name-%03d".formatted(i)), "pod " + i);
    }
    Files.createDirectories(at.tree.resolve("empty"));
    assertThat(at.keys()).isEqualTo(at.treeKeys());
    at.restart(); // Now they lie in a table.
    for (int i = 0; i < 10; i++) {
      at.put("s3/k" + i, bytes(i, i));
    }
    at.putDirectory("s3/directory/");
    assertThat(at.keys()).isEqualTo(at.treeKeys());
  }

  @AfterEach
  void close() {
    at.close();
    threads.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  void damage_at_the_start_is_no_matter(Damage damage) throws Exception {
    Upload upload = at.upload("s3/upload");
    upload.part(at, 1, bytes(3000, 1));
    at.restart(() -> apply(damage));
    allGoesOn();
    assertThat(upload.complete(at, OwnedFixture.named(1, bytes(3000, 1))))
        .isInstanceOf(VolumeReply.Completed.class);
    nothingDiffers();
    at.restart();
    nothingDiffers();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"OLD_FORMAT", "FORMER_FORMAT", "UNREADABLE_FORMAT", "UNREADABLE_ROW"})
  void damage_while_running_is_no_matter(Damage damage) throws Exception {
    at.restart(); // So that little is in memory.
    Upload upload = at.upload("s3/upload");
    upload.part(at, 1, bytes(3000, 1));
    apply(damage);
    allGoesOn();
    assertThat(upload.complete(at, OwnedFixture.named(1, bytes(3000, 1))))
        .isInstanceOf(VolumeReply.Completed.class);
    nothingDiffers();
    at.restart();
    allGoesOn();
    nothingDiffers();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void an_index_of_an_older_version_is_taken_over_with_what_it_knows(long format) throws Exception {
    ObjectKey key = ObjectKey.of("d1/e1/pods-long-enough-name-001");
    ObjectEntry entry = Objects.requireNonNull(at.lookup(key.toString()).entry());
    ObjectEntry hashed =
        entry.withClaim(
            new ContentClaim(new EntityTag("1".repeat(32)), List.of(), PartLayout.WHOLE));
    at.learned(hashed);
    at.restart(() -> tamper(index -> TamperedRows.format(index, format)));
    assertThat(at.lookup(key.toString()).entry()).isEqualTo(hashed);
    at.restart(() -> tamper(index -> assertThat(index.olderFormat()).isZero()));
    at.learned(entry); // A tag that no content has is a difference.
    nothingDiffers();
  }

  private void allGoesOn() throws Exception {
    assertThat(at.lookup("d1/e1/pods-long-enough-name-001").entry()).isNotNull();
    assertThat(at.lookup("s3/k3").entry()).isNotNull();
    assertThat(at.put("s3/k3", bytes(33, 3))).isInstanceOf(VolumeReply.Committed.class);
    assertThat(at.put("s3/new/k", bytes(4, 4))).isInstanceOf(VolumeReply.Committed.class);
    assertThat(at.delete("s3/new/k")).isNull();
    Files.writeString(at.tree.resolve("d2/new"), "by a pod");
    Files.writeString(at.tree.resolve("d3/e3/pods-long-enough-name-003"), "edited by a pod");
    assertThat(at.keys()).isEqualTo(at.treeKeys());
  }

  /** Once the crawl was everywhere since, whatever it knew before. */
  private void nothingDiffers() throws Exception {
    at.startBackground(threads);
    await().until(() -> at.volume.crawl().walks() > 0);
    assertThat(at.keys()).isEqualTo(at.treeKeys());
    assertThat(at.differences()).isEmpty();
    assertThat(at.volume.indexTrouble()).isNull();
    assertThat(at.volume.usage().files())
        .isEqualTo(at.treeKeys().stream().filter(key -> !key.endsWith("/")).count());
  }

  private void apply(Damage damage) throws IOException {
    Path store = names(at.indexDirectory, "").getLast();
    switch (damage) {
      case ALL_DELETED -> deleteAll();
      case TABLE_DELETED -> Files.delete(newest(store, ".sst"));
      case TABLE_TRUNCATED -> truncate(newest(store, ".sst"));
      case TABLE_FLIPPED -> overwrite(newest(store, ".sst"), 10, 40);
      case TABLE_ZEROED -> overwrite(newest(store, ".sst"), 0, 1 << 20);
      case MANIFEST_DELETED -> Files.delete(newest(store, "MANIFEST"));
      case MANIFEST_TRUNCATED -> truncate(newest(store, "MANIFEST"));
      case MANIFEST_FLIPPED -> overwrite(newest(store, "MANIFEST"), 10, 5);
      case LOG_DELETED -> Files.delete(newest(store, ".log"));
      case LOG_TRUNCATED -> truncate(newest(store, ".log"));
      case LOG_FLIPPED -> overwrite(newest(store, ".log"), 20, 5);
      case CURRENT_DELETED -> Files.delete(store.resolve("CURRENT"));
      case CURRENT_FLIPPED -> overwrite(store.resolve("CURRENT"), 2, 3);
      case OPTIONS_DELETED -> {
        for (Path options : names(store, "OPTIONS")) {
          Files.delete(options);
        }
      }
      case OLD_FORMAT -> tamper(index -> TamperedRows.format(index, 1));
      case FORMER_FORMAT -> tamper(index -> TamperedRows.format(index, 2));
      case UNREADABLE_FORMAT -> tamper(index -> TamperedRows.format(index, 0));
      case UNREADABLE_ROW ->
          tamper(index -> TamperedRows.put(index, ObjectKey.of("s3/k3"), new byte[] {9, 9}));
    }
  }

  /** What is done to the rows of an index that nobody has open. */
  private interface Tampering {
    void with(VolumeIndex index);
  }

  private void tamper(Tampering tampering) throws IOException {
    try (VolumeIndex index = VolumeIndex.open(at.indexDirectory, SETTINGS)) {
      tampering.with(index);
    } catch (IndexFailure failure) {
      throw new IOException(failure);
    }
  }

  private void deleteAll() throws IOException {
    try (Stream<Path> all = Files.walk(at.indexDirectory)) {
      for (Path file : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> names(Path folder, String part) throws IOException {
    try (Stream<Path> names = Files.list(folder)) {
      return names.filter(name -> name.getFileName().toString().contains(part)).sorted().toList();
    }
  }

  /** The largest, which has the most to lose. */
  private static Path newest(Path store, String part) throws IOException {
    return names(store, part).stream()
        .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
        .orElseThrow();
  }

  private static void truncate(Path file) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(raw.length() / 2);
    }
  }

  private static void overwrite(Path file, int from, int length) throws IOException {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      int end = (int) Math.min(raw.length(), (long) from + length);
      raw.seek(from);
      raw.write(noise, 0, Math.max(0, end - from));
    }
  }
}
