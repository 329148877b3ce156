package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.index.IndexBatch;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
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
  void an_index_that_is_right_or_empty_has_no_difference() throws Exception {
    assertThat(verify()).isEmpty();
    assertThat(verify()).isEmpty();
    Files.delete(volume.tree.resolve("d1/f01"));
    Files.move(volume.tree.resolve("d2"), volume.tree.resolve("e2"));
    volume.foreign("new/file");
    assertThat(verify()).isEmpty();
  }

  @Test
  void every_tampered_row_is_found() throws Exception {
    settle();
    try (IndexBatch batch = volume.index.batch()) {
      batch.removeObject(ObjectKey.of("d0/f00"));
      batch.removeObject(ObjectKey.of("empty/"));
      batch.put(entry("d1/ghost", 77));
      batch.put(entry("d2/f02", 5));
      batch.put(entry("nowhere/f", 9));
      batch.apply();
    }
    assertThat(verify())
        .extracting(d -> d.kind() + " " + d.key())
        .containsExactlyInAnyOrder(
            "MISSING d0/f00", "MISSING empty/", "EXTRA d1/ghost", "STALE d2/f02", "EXTRA nowhere/");
    assertThat(verify()).hasSize(5);
  }

  @Test
  void a_file_edited_in_place_is_behind_and_no_fault() throws Exception {
    settle();
    Files.writeString(volume.tree.resolve("d3/f03"), "edited");
    List<IndexDifference> found = verify();
    assertThat(found).extracting(d -> d.key().toString()).containsExactly("d3/f03");
    assertThat(found.getFirst().isFault()).isFalse();
    assertThat(verify()).isEmpty();
  }

  @Test
  void a_busy_volume_gives_no_false_alarm() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    long seed = new Random().nextLong();
    List<Thread> pods = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Random random = new Random(seed + i);
      Thread pod = new Thread(() -> Pod.run(volume.tree, random, stop));
      pod.start();
      pods.add(pod);
    }
    try {
      for (int i = 0; i < 5; i++) {
        assertThat(verify()).as("seed %d", seed).noneMatch(IndexDifference::isFault);
      }
    } finally {
      stop.set(true);
      for (Thread pod : pods) {
        pod.join();
      }
    }
    assertThat(verify()).as("seed %d", seed).noneMatch(IndexDifference::isFault);
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

  private List<IndexDifference> verify() throws Exception {
    List<IndexDifference> found = new ArrayList<>();
    var comparison =
        new DirectoryComparison(
            volume.root, volume.index, volume.listing.freshener(), () -> ListedVolume.SETTINGS);
    new IndexVerifier(volume.index, volume.listing.coverage(), comparison, System::nanoTime)
        .run(
            new VerifyReport() {
              @Override
              public void found(IndexDifference difference) {
                found.add(difference);
              }

              @Override
              public void progress(long directories, long files) {}
            });
    return found;
  }
}
