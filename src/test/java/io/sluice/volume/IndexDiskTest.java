package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static io.sluice.volume.OwnedFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.index.IndexFailure;
import io.sluice.model.Conditions;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An index whose disk fills up, or can't be written any more. */
@Timeout(120)
class IndexDiskTest {
  @TempDir private Path temp;
  private Path disk;
  private ScheduledExecutorService threads;

  @BeforeEach
  void mount() throws Exception {
    threads = Executors.newScheduledThreadPool(1);
    disk = Files.createDirectories(temp.resolve("index"));
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
    assumeTrue(
        shell("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString()) == 0,
        "tmpfs can't be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    threads.shutdownNow();
    shell("umount", "-l", disk.toString());
  }

  @Test
  void a_full_disk_is_no_matter_and_the_index_comes_back() throws Exception {
    try (OwnedFixture at = new OwnedFixture(temp)) {
      at.startBackground(threads);
      at.put("before/a", bytes(5, 1));
      at.put("before/b", bytes(5, 2));
      assertThat(at.keys()).hasSize(2);
      fill();
      useUntilInMemory(at);
      everythingGoesOn(at);
      assertThat(at.volume.indexTrouble()).contains("in memory");
      fill(); // Closing the store has freed what it had set aside.
      assertThatThrownBy(at.volume::rebuildIndex).isInstanceOf(IndexFailure.class);
      Files.delete(disk.resolve("fill"));
      comesBack(at);
    }
  }

  @Test
  void a_prefix_with_more_rows_than_a_full_disk_takes_is_renamed() throws Exception {
    try (OwnedFixture at = new OwnedFixture(temp)) {
      Path old = Files.createDirectories(at.tree.resolve("old"));
      for (int i = 0; i < 15_000; i++) {
        Files.createFile(old.resolve("name".repeat(30) + i));
      }
      assertThat(at.keys()).hasSize(15_000);
      fill();
      ObjectKey source = ObjectKey.of("old/");
      ObjectKey target = ObjectKey.of("new/");
      var rename =
          new VolumeCommand.Rename("v", source, target, Conditions.NONE, Conditions.NONE, null);
      assertThat(at.ask(rename)).isInstanceOf(VolumeReply.Done.class);
      assertThat(at.volume.isIndexInMemory()).isTrue();
      assertThat(at.keys()).isEqualTo(at.treeKeys());
    }
  }

  @Test
  void a_disk_that_is_full_at_the_start_is_the_same() throws Exception {
    try (OwnedFixture at = new OwnedFixture(temp)) {
      at.put("before/a", bytes(5, 1));
      assertThat(at.keys()).hasSize(1);
      at.restart(() -> {
        fill();
        emptied();
      });
      at.startBackground(threads);
      useUntilInMemory(at);
      everythingGoesOn(at);
      Files.delete(disk.resolve("fill"));
      comesBack(at);
    }
  }

  /** What was there could be opened still; nothing can be made. */
  private void emptied() throws IOException {
    try (Stream<Path> names = Files.list(disk)) {
      for (Path store : names.filter(Files::isDirectory).toList()) {
        Files.deleteIfExists(store.resolve("CURRENT"));
      }
    }
  }

  @Test
  void a_disk_that_may_not_be_written_any_more_is_the_same() throws Exception {
    try (OwnedFixture at = new OwnedFixture(temp)) {
      at.startBackground(threads);
      at.put("before/a", bytes(5, 1));
      // Whoever has files open for writing keeps a disk from being remounted; not so a lazy one.
      assertThat(at.keys()).hasSize(1);
      at.restart(() -> remount("ro"));
      at.startBackground(threads);
      assertThat(at.volume.isIndexInMemory()).isTrue();
      everythingGoesOn(at);
      remount("rw");
      comesBack(at);
    }
  }

  @Test
  void what_lies_in_memory_has_a_bound() throws Exception {
    try (OwnedFixture at = new OwnedFixture(temp)) {
      at.restart(() -> remount("ro"));
      for (int i = 0; i < 250; i++) {
        Path directory = Files.createDirectories(at.tree.resolve("d" + i));
        for (int file = 0; file < 120; file++) {
          Files.createFile(directory.resolve("name".repeat(30) + file));
        }
      }
      assertThat(at.keys()).isEqualTo(at.treeKeys());
      assertThat(at.volume.indexRenewals()).isPositive();
      assertThat(at.volume.isIndexInMemory()).isTrue();
    }
  }

  private void everythingGoesOn(OwnedFixture at) throws Exception {
    assertThat(at.lookup("before/a").entry()).isNotNull();
    assertThat(at.put("during/c", bytes(7, 3))).isInstanceOf(VolumeReply.Committed.class);
    assertThat(at.putDirectory("during/d/")).isInstanceOf(VolumeReply.Committed.class);
    assertThat(at.delete("before/a")).isNull();
    Files.writeString(at.tree.resolve("during/pods"), "pod");
    Upload upload = at.upload("during/upload");
    byte[] part = bytes(2000, 4);
    upload.part(at, 1, part);
    assertThat(at.uploadIds()).containsExactly(upload.id());
    assertThat(upload.complete(at, OwnedFixture.named(1, part)))
        .isInstanceOf(VolumeReply.Completed.class);
    assertThat(at.keys()).isEqualTo(at.treeKeys());
    assertThat(at.volume.isIndexInMemory()).isTrue();
  }

  private void comesBack(OwnedFixture at) throws Exception {
    at.skippedNanos.addAndGet(Duration.ofMinutes(5).toNanos());
    await().until(() -> !at.volume.isIndexInMemory());
    await().until(() -> at.volume.indexTrouble() == null);
    assertThat(at.keys()).isEqualTo(at.treeKeys());
    at.put("after", bytes(1, 1));
    assertThat(at.keys()).isEqualTo(at.treeKeys());
    assertThat(at.differences()).isEmpty();
    Map<String, String> tree = IndexRows.ofTree(at);
    at.volume.close();
    Map<String, String> rows = IndexRows.objects(at.indexDirectory);
    rows.keySet().removeIf(key -> key.endsWith("/"));
    assertThat(rows).isEqualTo(tree);
  }

  /** RocksDB sets space aside, so it takes some writing until it finds that there is none. */
  private static void useUntilInMemory(OwnedFixture at) throws Exception {
    for (int i = 0; i < 20_000 && !at.volume.isIndexInMemory(); i++) {
      String key = "filling/k" + i % 50;
      assertThat(at.put(key, bytes(1, i))).isInstanceOf(VolumeReply.Committed.class);
    }
    assertThat(at.volume.isIndexInMemory()).isTrue();
  }

  private void fill() throws IOException {
    try (OutputStream out =
        Files.newOutputStream(
            disk.resolve("fill"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      byte[] zeros = new byte[4096];
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private void remount(String how) throws IOException {
    try {
      assumeTrue(shell("mount", "-o", "remount," + how, disk.toString()) == 0, "can't remount");
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
