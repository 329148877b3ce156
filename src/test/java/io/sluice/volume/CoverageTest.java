package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CoverageTest {
  private static final ObjectKey DIRECTORY = ObjectKey.of("d/");

  @TempDir private Path temp;
  private ListedVolume volume;

  @BeforeEach
  void open() throws Exception {
    volume = new ListedVolume(temp, ListedVolume.SETTINGS);
    volume.foreign("d/f");
  }

  @AfterEach
  void close() {
    volume.close();
  }

  @Test
  void many_who_ask_at_once_cause_one_reading() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      Files.createFile(volume.tree.resolve("d/f" + i));
    }
    List<Callable<Coverage.Outcome>> asks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asks.add(() -> volume.listing.coverage().ensure(DIRECTORY));
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(asks.size())) {
      for (Future<Coverage.Outcome> outcome : pool.invokeAll(asks)) {
        assertThat(outcome.get()).isIn(Coverage.Outcome.READ, Coverage.Outcome.COVERED);
      }
    }
    assertThat(volume.readings.get()).isEqualTo(1);
  }

  @Test
  void directories_that_there_are_not_leave_nothing_behind() throws Exception {
    assertThat(volume.listing.coverage().ensure(DIRECTORY)).isEqualTo(Coverage.Outcome.READ);
    int checks = volume.listing.coverage().checksRemembered();
    for (int i = 0; i < 100; i++) {
      assertThat(volume.listing.coverage().ensure(ObjectKey.of("made-up-" + i + "/")))
          .isEqualTo(Coverage.Outcome.GONE);
    }
    assertThat(volume.listing.coverage().checksRemembered()).isEqualTo(checks);
  }

  @Test
  void an_unchanged_directory_is_not_read_again() throws Exception {
    settle();
    int readings = volume.readings.get();
    assertThat(volume.listing.coverage().ensure(DIRECTORY)).isEqualTo(Coverage.Outcome.COVERED);
    volume.passFreshness();
    assertThat(volume.listing.coverage().ensure(DIRECTORY)).isEqualTo(Coverage.Outcome.COVERED);
    volume.restart();
    assertThat(volume.listing.coverage().ensure(DIRECTORY)).isEqualTo(Coverage.Outcome.COVERED);
    assertThat(volume.readings.get()).isEqualTo(readings);
  }

  @Test
  void a_directory_dated_ahead_is_not_read_again_until_it_changes() throws Exception {
    FileTime ahead = FileTime.from(Instant.now().plus(Duration.ofDays(400)));
    Files.setLastModifiedTime(volume.tree.resolve("d"), ahead);
    settle();
    Files.createFile(volume.tree.resolve("d/new"));
    Files.setLastModifiedTime(volume.tree.resolve("d"), ahead);
    volume.passFreshness();
    assertThat(volume.listing.coverage().ensure(DIRECTORY)).isEqualTo(Coverage.Outcome.READ);
    assertThat(volume.index.object(ObjectKey.of("d/new"))).isNotNull();
  }

  @Test
  void a_changed_directory_is_read_again_only_after_the_freshness() throws Exception {
    settle();
    Files.createFile(volume.tree.resolve("d/new"));
    assertThat(volume.listing.coverage().ensure(DIRECTORY)).isEqualTo(Coverage.Outcome.COVERED);
    volume.passFreshness();
    assertThat(volume.listing.coverage().ensure(DIRECTORY)).isEqualTo(Coverage.Outcome.READ);
    assertThat(volume.index.object(ObjectKey.of("d/new"))).isNotNull();
  }

  @Test
  void a_removed_directory_is_forgotten() throws Exception {
    settle();
    Files.delete(volume.tree.resolve("d/f"));
    Files.delete(volume.tree.resolve("d"));
    volume.passFreshness();
    assertThat(volume.listing.coverage().ensure(DIRECTORY)).isEqualTo(Coverage.Outcome.GONE);
    assertThat(volume.index.directory(DIRECTORY)).isNull();
    assertThat(volume.index.object(ObjectKey.of("d/f"))).isNull();
  }

  /** Reads until the directory's last change lies past the clock's grain. */
  private void settle() {
    Awaitility.await()
        .until(() -> {
          volume.passFreshness();
          return volume.listing.coverage().ensure(DIRECTORY) == Coverage.Outcome.COVERED;
        });
  }
}
