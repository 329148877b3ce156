package io.sluice.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.FileIdentity;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

final class VolumeIndexTest {
  private static final IndexSettings SMALL = new IndexSettings(4 << 20, 4 << 20, 64);

  @TempDir private Path temp;

  @Test
  void what_was_put_is_there_after_opening_again() throws Exception {
    ObjectEntry entry = entry("a/b");
    DirectoryRow row = new DirectoryRow(entry.identity(), true);
    try (VolumeIndex index = open()) {
      assertThat(index.wasFresh()).isTrue();
      try (IndexBatch batch = index.batch()) {
        batch.put(entry).putDirectory(ObjectKey.ROOT, row);
        assertThat(index.object(entry.key())).isNull();
        batch.apply();
      }
    }
    try (VolumeIndex index = open()) {
      assertThat(index.wasFresh()).isFalse();
      assertThat(index.wasClean()).isTrue();
      assertThat(index.object(entry.key())).isEqualTo(entry);
      assertThat(index.directory(ObjectKey.ROOT)).isEqualTo(row);
      assertThat(index.directory(ObjectKey.of("a/"))).isNull();
    }
  }

  @Test
  void a_scan_goes_in_byte_order_and_sees_one_moment() throws Exception {
    TreeSet<ObjectKey> keys = new TreeSet<>();
    for (String key : List.of("a/x", "a-b", "a.txt", "a0", "\uFF5E", "\uD83D\uDE00", "é", "a")) {
      keys.add(ObjectKey.of(key));
    }
    try (VolumeIndex index = open()) {
      put(index, keys);
      try (IndexScan scan = index.scan()) {
        put(index, List.of(ObjectKey.of("later")));
        scan.seek(new byte[0]);
        assertThat(objects(scan)).containsExactlyElementsOf(keys);
      }
    }
  }

  @Test
  void removing_a_tree_takes_all_beneath_and_nothing_beside() throws Exception {
    for (int files : new int[] {0, 1, 63, 64, 65, 1_000}) {
      Path directory = temp.resolve("tree" + files);
      try (VolumeIndex index = VolumeIndex.open(directory, SMALL)) {
        List<ObjectKey> keys = new ArrayList<>(keys("a", "a-b", "a.txt", "a/", "a0", "b"));
        for (int i = 0; i < files; i++) {
          keys.add(ObjectKey.of("a/" + i + "/f"));
        }
        put(index, keys);
        try (IndexBatch batch = index.batch()) {
          batch.putDirectory(ObjectKey.of("a/"), DirectoryRow.UNREAD);
          batch.putDirectory(ObjectKey.of("a/1/"), DirectoryRow.UNREAD);
          batch.putDirectory(ObjectKey.of("a0/"), DirectoryRow.UNREAD).apply();
          batch.removeTree(ObjectKey.of("a/")).apply();
        }
        try (IndexScan scan = index.scan()) {
          scan.seek(new byte[0]);
          assertThat(objects(scan)).containsExactlyElementsOf(keys("a", "a-b", "a.txt", "a0", "b"));
          assertThat(scan.directory()).isEqualTo(ObjectKey.of("a0/"));
        }
      }
    }
  }

  @Test
  void children_are_the_direct_names_alone() throws Exception {
    try (VolumeIndex index = open()) {
      put(index, keys("d/", "d/a", "d/a-b", "d/a/", "d/a/x", "d/a/y/z", "d/a0", "d/o/r", "e", "d"));
      try (IndexBatch batch = index.batch()) {
        for (String name : List.of("", "d/", "d/a/", "d/a/y/", "d/only/", "d/z/", "e/")) {
          batch.putDirectory(ObjectKey.of(name), DirectoryRow.UNREAD);
        }
        batch.apply();
      }
      List<String> names = new ArrayList<>();
      try (ChildScan children = ChildScan.of(index, ObjectKey.of("d/"))) {
        for (IndexedChild c = children.next(); c != null; c = children.next()) {
          names.add(new String(c.name(), StandardCharsets.UTF_8) + c.hasRow());
        }
      }
      assertThat(names)
          .containsExactly(
              "atrue", "a-btrue", "a/true", "a0true", "o/false", "only/true", "z/true");
    }
  }

  @Test
  void children_tell_whether_their_directory_is_an_object() throws Exception {
    try (VolumeIndex index = open()) {
      put(index, keys("d/", "d/a", "e/a"));
      assertThat(isObject(index, "d/")).isTrue();
      assertThat(isObject(index, "e/")).isFalse();
      assertThat(isObject(index, "f/")).isFalse();
      assertThat(isObject(index, "")).isFalse();
    }
  }

  private static boolean isObject(VolumeIndex index, String directory) {
    try (ChildScan children = ChildScan.of(index, ObjectKey.of(directory))) {
      return children.isObject();
    }
  }

  @Test
  void a_second_opening_is_refused_as_in_use() throws Exception {
    try (VolumeIndex index = open()) {
      assertThat(index.wasFresh()).isTrue();
      assertFailure(IndexFailure.Kind.IN_USE);
    }
  }

  @Test
  void a_newer_format_is_refused_with_a_clear_message() throws Exception {
    open().close();
    try (Store store = Store.open(store(), SMALL)) {
      new IndexMeta(store).writeFormat(IndexMeta.FORMAT + 1);
    }
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            IndexFailure.class, e -> assertThat(e.kind()).isEqualTo(IndexFailure.Kind.NEWER_FORMAT))
        .hasMessageContaining("format " + (IndexMeta.FORMAT + 1));
  }

  @Test
  void an_older_format_is_told_once_and_is_todays_from_then_on() throws Exception {
    try (VolumeIndex index = open()) {
      assertThat(index.olderFormat()).isZero();
      TamperedRows.format(index, 2);
    }
    try (VolumeIndex index = open()) {
      assertThat(index.olderFormat()).isEqualTo(2);
    }
    try (VolumeIndex index = open()) {
      assertThat(index.olderFormat()).isZero();
    }
  }

  @Test
  void a_damaged_manifest_is_damage_and_destroying_helps() throws Exception {
    open().close();
    overwrite("MANIFEST-");
    assertFailure(IndexFailure.Kind.DAMAGED);
    VolumeIndex.destroy(temp);
    try (VolumeIndex index = open()) {
      assertThat(index.wasFresh()).isTrue();
    }
  }

  @Test
  void a_current_file_that_names_nothing_is_damage() throws Exception {
    open().close();
    Files.writeString(store().resolve("CURRENT"), "MANIFEST-999999\n");
    assertFailure(IndexFailure.Kind.DAMAGED);
  }

  @Test
  void damage_found_while_reading_is_told_at_the_next_opening() throws Exception {
    ObjectEntry entry = entry("a");
    try (Store store = Store.open(store(), SMALL)) {
      new IndexMeta(store).writeFormat(IndexMeta.FORMAT);
      store.enter();
      try (WriteBatch batch = new WriteBatch()) {
        batch.put(store.handle(Family.OBJECTS), entry.key().utf8(), new byte[] {3, 1});
        store.write(batch, false);
      }
      store.leave();
    }
    try (VolumeIndex index = open()) {
      assertThatThrownBy(() -> index.object(entry.key())).isInstanceOf(IndexFaultException.class);
    }
    assertFailure(IndexFailure.Kind.DAMAGED);
  }

  @Test
  void a_damaged_table_never_looks_like_the_end_of_a_listing() throws Exception {
    List<ObjectKey> keys = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      keys.add(ObjectKey.of("key-" + i));
    }
    try (VolumeIndex index = open()) {
      put(index, keys);
    }
    open().close(); // Opening moves what is in the log into a table.
    overwrite(".sst");
    try (VolumeIndex index = open();
        IndexScan scan = index.scan()) {
      assertThatThrownBy(
              () -> {
                scan.seek(new byte[0]);
                objects(scan);
              })
          .isInstanceOf(IndexFaultException.class);
    }
    assertFailure(IndexFailure.Kind.DAMAGED);
  }

  @Test
  void an_index_knows_its_tree() throws Exception {
    try (VolumeIndex index = open()) {
      assertThat(index.belongsTo(-5)).isTrue();
    }
    try (VolumeIndex index = open()) {
      assertThat(index.belongsTo(-5)).isTrue();
      assertThat(index.belongsTo(6)).isFalse();
    }
  }

  @Test
  void closing_with_a_scan_open_harms_nobody() throws Exception {
    VolumeIndex index = open();
    put(index, keys("a", "b"));
    IndexScan scan = index.scan();
    index.close();
    index.close();
    assertThatThrownBy(() -> index.object(ObjectKey.of("a")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(index::scan).isInstanceOf(IllegalStateException.class);
    scan.seek(new byte[0]);
    assertThat(objects(scan)).containsExactlyElementsOf(keys("a", "b"));
    scan.close();
    assertThatThrownBy(() -> scan.seek(new byte[0])).isInstanceOf(IllegalStateException.class);
    open().close();
  }

  @Test
  void batches_and_scans_of_many_threads_survive_closing() throws Exception {
    VolumeIndex index = open();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      threads.add(Thread.ofPlatform().start(() -> useUntilClosed(index, random)));
    }
    put(index, keys("x", "y"));
    index.close();
    for (Thread thread : threads) {
      thread.join();
    }
    try (VolumeIndex again = open()) {
      assertThat(again.object(ObjectKey.of("x"))).isNotNull();
    }
  }

  private static void useUntilClosed(VolumeIndex index, Random random) {
    try {
      while (true) {
        put(index, List.of(ObjectKey.of("k" + random.nextInt(1000))));
        try (IndexScan scan = index.scan()) {
          scan.seek(new byte[0]);
          objects(scan);
        }
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("closed");
    }
  }

  private VolumeIndex open() throws IndexFailure {
    return VolumeIndex.open(temp, SMALL);
  }

  /** Where the first store of an index lies. */
  private Path store() {
    return temp.resolve("0000000001");
  }

  private void assertFailure(IndexFailure.Kind kind) {
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(IndexFailure.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  /** Spoils the largest file with this in its name. */
  private void overwrite(String part) throws IOException {
    try (Stream<Path> files = Files.list(store())) {
      File largest =
          files
              .map(Path::toFile)
              .filter(file -> file.getName().contains(part))
              .max(Comparator.comparingLong(File::length))
              .orElseThrow();
      try (RandomAccessFile raw = new RandomAccessFile(largest, "rw")) {
        raw.seek(10);
        raw.write(new byte[40]);
      }
    }
  }

  private static List<ObjectKey> keys(String... keys) {
    return Stream.of(keys).map(ObjectKey::of).toList();
  }

  private static ObjectEntry entry(String key) {
    return new ObjectEntry(
        ObjectKey.of(key), new FileIdentity(1, 2, 3, 4), ObjectMetadata.NONE, null);
  }

  private static void put(VolumeIndex index, Iterable<ObjectKey> keys) {
    try (IndexBatch batch = index.batch()) {
      keys.forEach(key -> batch.put(entry(key.toString())));
      batch.apply();
    }
  }

  private static List<ObjectKey> objects(IndexScan scan) {
    List<ObjectKey> found = new ArrayList<>();
    for (ListedObject o = scan.object(); o != null; o = scan.object()) {
      found.add(o.key());
      scan.nextObject();
    }
    return found;
  }
}
