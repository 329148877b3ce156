package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.index.IndexBatch;
import io.sluice.index.IndexSettings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class IndexBackupTest {
  private static final BackupSettings ON =
      new BackupSettings(Duration.ofHours(1), Long.MAX_VALUE, 0);
  private static final String HASH = "0123456789abcdef0123456789abcdef";

  @TempDir private Path temp;
  private Path tree;
  private int nodes;
  private ScheduledExecutorService threads;

  @BeforeEach
  void start() {
    tree = temp.resolve("tree");
    threads = Executors.newScheduledThreadPool(2);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void another_node_knows_what_the_first_one_knew_and_reads_only_what_changed() throws Exception {
    firstNodeHasKnownTheTree();
    Files.writeString(tree.resolve("d3/new"), "made while nobody looked");
    Files.writeString(tree.resolve("d5/foreign5"), "edited in place, longer than before");
    try (OwnedFixture second = node()) {
      int before = second.looksAtClock.get();
      assertThat(second.keys()).isEqualTo(second.treeKeys());
      // The new name's directory; the edited file changed no directory.
      assertThat(second.looksAtClock.get() - before).isEqualTo(1);
      assertThat(tag(second, "d4/foreign4")).isEqualTo(HASH);
      assertThat(tag(second, "d5/foreign5")).isNotEqualTo(HASH);
      assertThat(tag(second, "d1/s3")).isEqualTo(OwnedFixture.md5(bytes(9, 9)));
      assertThat(second.volume.indexBackupMillis()).isZero();
    }
  }

  @Test
  void it_serves_at_once_and_what_is_written_meanwhile_stays() throws Exception {
    firstNodeHasKnownTheTree();
    var slow = new BackupSettings(Duration.ofHours(1), 16 << 10, 0);
    try (OwnedFixture second = new OwnedFixture(temp.resolve("slow"), tree, slow)) {
      second.startBackground(threads);
      assertThat(second.put("d0/meanwhile", bytes(4, 4))).isNotNull();
      assertThat(second.delete("d1/s3")).isNull();
      Upload upload = second.upload("up");
      upload.part(second, 1, bytes(100, 1));
      assertThat(second.keys()).isEqualTo(second.treeKeys());
      await().until(() -> !second.volume.isIndexRestoring());
      assertThat(second.keys()).isEqualTo(second.treeKeys());
      assertThat(tag(second, "d4/foreign4")).isEqualTo(HASH);
      assertThat(upload.partNumbers(second)).containsExactly(1);
    }
  }

  @Test
  void tables_that_are_there_are_not_copied_again() throws Exception {
    firstNodeHasKnownTheTree();
    Map<Path, Object> before = backupFiles();
    try (OwnedFixture again = new OwnedFixture(temp.resolve("node1"), tree, ON)) {
      again.startBackground(threads);
      await().until(() -> again.volume.indexBackupMillis() > 0);
      again.put("one-more", bytes(1, 1));
    }
    Map<Path, Object> after = backupFiles();
    assertThat(after.keySet()).anyMatch(before::containsKey);
    before.keySet().retainAll(after.keySet());
    before.keySet().removeIf(file -> !file.toString().contains(".sst"));
    assertThat(before).isNotEmpty();
    assertThat(after).containsAllEntriesOf(before);
  }

  @Test
  void a_damaged_backup_is_refused_as_a_whole() throws Exception {
    firstNodeHasKnownTheTree();
    Path whole = temp.resolve("whole");
    OwnedFixture.shell("cp", "-a", backup().toString(), whole.toString());
    for (int seed = 0; seed < 8; seed++) {
      OwnedFixture.shell("rm", "-rf", backup().toString());
      OwnedFixture.shell("cp", "-a", whole.toString(), backup().toString());
      spoil(new Random(seed), seed);
      try (OwnedFixture other = node()) {
        assertThat(other.keys()).as("seed " + seed).isEqualTo(other.treeKeys());
        assertThat(tag(other, "d4/foreign4")).as("seed " + seed).isNotEqualTo(HASH);
        assertThat(other.differences()).as("seed " + seed).isEmpty();
        Map<String, String> rows = IndexRows.ofTree(other);
        other.volume.close();
        assertThat(IndexRows.objects(other.indexDirectory)).isEqualTo(rows);
      }
    }
  }

  @Test
  void a_backup_that_a_pod_spoils_while_the_node_runs_is_made_anew() throws Exception {
    firstNodeHasKnownTheTree();
    for (int kind = 0; kind < 6; kind++) {
      try (OwnedFixture first = new OwnedFixture(temp.resolve("node1"), tree, ON)) {
        first.startBackground(threads);
        await().until(() -> first.volume.indexBackupMillis() > 0);
        if (kind == 5) {
          OwnedFixture.shell("rm", "-rf", tree.resolve(".sluice").toString());
        } else {
          spoil(new Random(kind), kind);
        }
        first.put("one-more" + kind, bytes(1, 1));
        assertThat(first.keys()).as("kind " + kind).isEqualTo(first.treeKeys());
        assertThat(first.differences()).as("kind " + kind).isEmpty();
      }
      try (OwnedFixture again = new OwnedFixture(temp.resolve("node1"), tree, ON)) {
        again.startBackground(threads);
        await().until(() -> again.volume.indexBackupMillis() > 0);
      }
      try (OwnedFixture other = node()) {
        assertThat(other.keys()).as("kind " + kind).isEqualTo(other.treeKeys());
        assertThat(other.differences()).as("kind " + kind).isEmpty();
      }
    }
  }

  @Test
  void an_older_epochs_backup_serves_when_the_newest_is_damaged() throws Exception {
    firstNodeHasKnownTheTree();
    Path newest = backup().resolveSibling("7");
    OwnedFixture.shell("cp", "-a", backup().toString(), newest.toString());
    Files.writeString(newest.resolve("backup"), "12345678\n{}");
    try (OwnedFixture second = node()) {
      assertThat(tag(second, "d4/foreign4")).isEqualTo(HASH);
    }
  }

  @Test
  void another_volumes_backup_is_not_believed() throws Exception {
    firstNodeHasKnownTheTree();
    Files.writeString(backup().resolveSibling("volume-id"), "another");
    try (OwnedFixture second = node()) {
      assertThat(tag(second, "d4/foreign4")).isNotEqualTo(HASH);
      assertThat(second.keys()).isEqualTo(second.treeKeys());
    }
  }

  @Test
  void a_link_in_the_backups_place_leads_nowhere() throws Exception {
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.createDirectories(tree.resolve(".sluice"));
    Files.createSymbolicLink(tree.resolve(".sluice/index-backup"), outside);
    try (OwnedFixture node = new OwnedFixture(temp.resolve("node"), tree, ON)) {
      node.startBackground(threads);
      node.put("k", bytes(1, 1));
      assertThat(node.keys()).containsExactly("k");
    }
    try (Stream<Path> names = Files.list(outside)) {
      assertThat(names).isEmpty();
    }
  }

  /** Files of S3's and of pods, of which the index knows hashes that are nowhere else. */
  private void firstNodeHasKnownTheTree() throws Exception {
    Path home = temp.resolve("node1");
    try (OwnedFixture first = new OwnedFixture(home, tree, BackupSettings.NEVER)) {
      first.put("d1/s3", bytes(9, 9));
      for (int i = 0; i < 9; i++) {
        Files.createDirectories(tree.resolve("d" + i));
        Files.writeString(tree.resolve("d" + i + "/foreign" + i), "foreign " + i);
      }
      assertThat(first.keys()).isEqualTo(first.treeKeys());
      first.volume.close();
      hash(first);
    }
    try (OwnedFixture first = new OwnedFixture(home, tree, ON)) {
      first.volume.startBackground(threads);
      await().until(() -> first.volume.indexBackupMillis() > 0);
      // The first backup made a folder in the root, which changed the root.
      assertThat(first.keys()).isEqualTo(first.treeKeys());
    }
    assertThat(Files.exists(backup().resolve("backup"))).isTrue();
  }

  /** As a hasher does. */
  private static void hash(OwnedFixture first) throws Exception {
    var settings = new IndexSettings(1 << 20, 1 << 20, 64);
    try (VolumeIndex index = VolumeIndex.open(first.indexDirectory, settings);
        IndexBatch batch = index.batch()) {
      for (int i = 0; i < 9; i++) {
        ObjectKey key = ObjectKey.of("d" + i + "/foreign" + i);
        var claim = new ContentClaim(new EntityTag(HASH), List.of(), PartLayout.WHOLE);
        var identity = Objects.requireNonNull(first.root.status(key)).identity();
        batch.put(new ObjectEntry(key, identity, ObjectMetadata.NONE, claim));
      }
      batch.apply();
    }
  }

  /** A node with an empty disk that has taken the volume and restored what it can. */
  private OwnedFixture node() throws Exception {
    OwnedFixture node =
        new OwnedFixture(temp.resolve("other" + nodes++), tree, BackupSettings.NEVER);
    assertThat(node.volume.isIndexRestoring()).isTrue();
    node.volume.startBackground(threads);
    await().until(() -> !node.volume.isIndexRestoring());
    return node;
  }

  private void spoil(Random random, int kind) throws IOException {
    Path table;
    try (Stream<Path> files = Files.list(backup())) {
      table =
          files
              .filter(file -> file.toString().contains(".sst"))
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
    }
    Path manifest = backup().resolve("backup");
    switch (kind) {
      case 0 -> Files.delete(table);
      case 1 -> Files.delete(manifest);
      case 2 -> truncate(table);
      case 3 -> truncate(manifest);
      case 4 -> flip(manifest, random);
      case 5 ->
          Files.writeString(
              manifest, Files.readString(manifest).replace("\"format\":1", "\"format\":0"));
      default -> flip(table, random);
    }
  }

  private static void truncate(Path file) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(raw.length() / 2);
    }
  }

  private static void flip(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static String tag(OwnedFixture node, String key) {
    return Objects.requireNonNull(node.lookup(key).entry()).tag().value();
  }

  private Path backup() {
    return tree.resolve(".sluice/index-backup/0");
  }

  private Map<Path, Object> backupFiles() throws IOException {
    Map<Path, Object> files = new HashMap<>();
    try (Stream<Path> names = Files.list(backup())) {
      for (Path name : names.toList()) {
        files.put(name, Files.getAttribute(name, "unix:ctime"));
      }
    }
    return files;
  }
}
