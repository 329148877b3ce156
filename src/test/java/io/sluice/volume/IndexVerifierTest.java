package io.sluice.volume;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.index.IndexBatch;
import io.sluice.index.TamperedRows;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IndexVerifierTest {
  @TempDir private Path temp;
  private ListedVolume volume;

  @BeforeEach
  void open() throws Exception {
    volume = new ListedVolume(temp, ListedVolume.SETTINGS);
    for (int i = 0; i < 40; i++) {
      volume.foreign("d%d/f%02d".formatted(i % 4, i));
    }
    Files.createDirectories(volume.tree.resolve("empty"));
  }

  @AfterEach
  void close() {
    volume.close();
  }

  @Test
  void an_index_that_is_right_has_no_difference() throws Exception {
    volume.put("s3/a");
    volume.makeDirectory(ObjectKey.of("s3/d/"));
    volume.keys();
    assertThat(volume.differences()).isEmpty();
    volume.restart();
    assertThat(volume.differences()).isEmpty();
  }

  @Test
  void what_was_never_read_is_missing() throws Exception {
    assertThat(told())
        .contains("MISSING d0/", "MISSING d0/f00", "MISSING empty/")
        .hasSize(4 + 40 + 2); // The empty one as a name, and as an object.
    volume.keys();
    assertThat(told()).isEmpty();
  }

  /** Nobody lists, and no crawl runs: the index can't know. */
  @Test
  void all_that_pods_did_since_is_told_and_told_again() throws Exception {
    settle();
    Path tree = volume.tree;
    Files.delete(tree.resolve("d1/f01"));
    Files.move(tree.resolve("d2"), tree.resolve("e2"));
    volume.foreign("new/file");
    Files.writeString(tree.resolve("d3/f03"), "edited");
    FileTime before = Files.getLastModifiedTime(tree.resolve("d3/f07"));
    Files.writeString(tree.resolve("d3/f07"), "D3/F07");
    Files.setLastModifiedTime(tree.resolve("d3/f07"), before);
    Files.move(tree.resolve("d3/f11"), tree.resolve("d3/f15"), REPLACE_EXISTING);
    List<String> first = told();
    assertThat(first)
        .contains(
            "EXTRA d1/f01",
            "EXTRA d2/",
            "MISSING e2/",
            "MISSING e2/f02",
            "MISSING new/",
            "MISSING new/file",
            "STALE d3/f03",
            "STALE d3/f07",
            "EXTRA d3/f11",
            "STALE d3/f15")
        .hasSize(3 + 10 + 2 + 4)
        .noneMatch(line -> line.startsWith("CHANGED"));
    assertThat(told()).as("a comparison corrects nothing").isEqualTo(first);
    volume.passFreshness();
    volume.keys();
    assertThat(told()).isEmpty();
  }

  @Test
  void every_tampered_row_is_found() throws Exception {
    volume.put("s3/a", ObjectMetadata.NONE.withTags(Map.of("k", "v")));
    volume.put("s3/b");
    settle();
    ObjectEntry a = requireNonNull(volume.index.object(ObjectKey.of("s3/a")));
    ObjectEntry b = requireNonNull(volume.index.object(ObjectKey.of("s3/b")));
    try (IndexBatch batch = volume.index.batch()) {
      batch.removeObject(ObjectKey.of("d0/f00"));
      batch.removeObject(ObjectKey.of("empty/"));
      batch.put(entry("d1/ghost", 77));
      batch.put(entry("d2/f02", 5));
      batch.put(entry("nowhere/f", 9));
      batch.put(new ObjectEntry(a.key(), a.identity(), ObjectMetadata.NONE, a.claim()));
      batch.put(new ObjectEntry(b.key(), b.identity(), b.metadata(), a.claim()));
      batch.apply();
    }
    assertThat(told())
        .containsExactlyInAnyOrder(
            "MISSING d0/f00",
            "MISSING empty/",
            "EXTRA d1/ghost",
            "STALE d2/f02",
            "EXTRA nowhere/",
            "STALE s3/a",
            "STALE s3/b");
    assertThat(told()).hasSize(7);
  }

  @Test
  void what_is_changed_after_the_beginning_is_told_apart_but_nothing_from_before()
      throws Exception {
    settle();
    Files.writeString(volume.tree.resolve("d3/f03"), "edited before");
    Files.delete(volume.tree.resolve("d1/f01"));
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    AtomicBoolean stop = new AtomicBoolean();
    Pods pods = new Pods(random, stop);
    FoundDifferences found = new FoundDifferences();
    // Asked once the index's moment is fixed, and before anything is compared.
    IndexVerifier.Parts fixed = volume.comparing();
    var parts =
        new IndexVerifier.Parts(
            fixed.root(), fixed.index(), fixed.keys(), fixed.time(), pods, fixed.nanoTime());
    try {
      new IndexVerifier(parts, found).run();
    } finally {
      stop.set(true);
      pods.join();
    }
    assertThat(found.all().stream().filter(IndexDifference::isFault).map(IndexVerifierTest::line))
        .as("seed %d", seed)
        .containsExactly("EXTRA d1/f01", "STALE d3/f03");
    assertThat(found.all().stream().map(IndexVerifierTest::line)).contains("CHANGED u/new");
  }

  /** Work in directories that are not asked for otherwise, and where every name is theirs. */
  private final class Pods implements BooleanSupplier {
    private final List<Thread> threads = new ArrayList<>();
    private final Random random;
    private final AtomicBoolean stop;

    Pods(Random random, AtomicBoolean stop) {
      this.random = random;
      this.stop = stop;
    }

    @Override
    public boolean getAsBoolean() {
      try {
        volume.foreign("u/new");
        Files.move(volume.tree.resolve("d0"), volume.tree.resolve("t.moved"));
        Files.move(volume.tree.resolve("t.moved"), volume.tree.resolve("d0"));
        Files.move(volume.tree.resolve("d2"), volume.tree.resolve("u/d2"));
        Files.writeString(volume.tree.resolve("u/d2/f02"), "longer than it was");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Thread pod = new Thread(() -> Pod.run(volume.tree.resolve("u"), random, stop));
      pod.start();
      threads.add(pod);
      return true;
    }

    void join() throws InterruptedException {
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  void a_row_that_cannot_be_read_is_told_and_the_index_made_anew() throws Exception {
    settle();
    TamperedRows.put(volume.index, ObjectKey.of("d1/f05"), new byte[] {9, 9, 9});
    AtomicInteger failed = new AtomicInteger();
    volume.index.whenFailing((generation, fault) -> failed.incrementAndGet());
    assertThat(told()).containsExactly("DAMAGED d1/");
    assertThat(failed).hasPositiveValue();
  }

  /** Until no directory is so young that it is read at every look, which would heal it. */
  private void settle() {
    Awaitility.await()
        .until(() -> {
          volume.passFreshness();
          volume.keys();
          int before = volume.readings.get();
          volume.passFreshness();
          volume.keys();
          return volume.readings.get() == before;
        });
  }

  private static ObjectEntry entry(String key, long inode) {
    return new ObjectEntry(
        ObjectKey.of(key), new FileIdentity(inode, 1, 2, 3), ObjectMetadata.NONE, null);
  }

  private List<String> told() throws Exception {
    return volume.differences().stream().map(IndexVerifierTest::line).toList();
  }

  private static String line(IndexDifference difference) {
    return difference.kind() + " " + difference.key();
  }
}
