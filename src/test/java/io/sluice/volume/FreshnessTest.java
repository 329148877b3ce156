package io.sluice.volume;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pods and other hosts change, and when it shows. */
final class FreshnessTest {
  private static final ListingSettings HOURLY =
      new ListingSettings(Duration.ofHours(1), true, true, Duration.ofMillis(10));

  private static final Path QUEUED = Path.of("/proc/sys/fs/inotify/max_queued_events");

  @TempDir private Path temp;

  /** A write behind a bindfs mount plays another host: no event of it reaches this one. */
  @Test
  void names_changed_behind_a_mount_are_right_at_once_and_listed_within_the_freshness()
      throws Exception {
    Path behind = Files.createDirectories(temp.resolve("behind"));
    Path mount = Files.createDirectories(temp.resolve("mount"));
    assumeTrue(Files.exists(Path.of("/usr/bin/bindfs")), "bindfs is not installed");
    String[] options = {
      "bindfs", "-o", "attr_timeout=0,entry_timeout=0,negative_timeout=0", behind + "", mount + ""
    };
    assumeTrue(OwnedFixture.shell(options) == 0, "bindfs can't mount here");
    try (OwnedFixture volume = new OwnedFixture(temp, mount, Long.MAX_VALUE, 0)) {
      Files.writeString(behind.resolve("a"), "one");
      assertThat(volume.keys()).containsExactly("a");
      Files.writeString(behind.resolve("b"), "two");
      assertThat(volume.lookup("b").entry()).isNotNull();
      Files.move(behind.resolve("a"), behind.resolve("c"));
      assertThat(volume.lookup("a").entry()).isNull();
      assertThat(volume.lookup("c").entry()).isNotNull();
      assertThat(volume.keys()).containsExactly("b", "c");
      Files.delete(behind.resolve("b"));
      assertThat(volume.lookup("b").entry()).isNull();
      Files.createDirectories(behind.resolve("d/e"));
      Files.writeString(behind.resolve("d/e/f"), "three");
      assertThat(volume.keys()).containsExactly("c", "d/e/f");
    } finally {
      int _ = OwnedFixture.shell("umount", mount.toString());
    }
  }

  @Test
  void no_edit_in_place_is_ever_answered_with_what_was_before() throws Exception {
    try (OwnedFixture volume = new OwnedFixture(temp)) {
      Path file = volume.tree.resolve("f");
      assertThat(volume.put("f", OwnedFixture.bytes(100, 1)))
          .isInstanceOf(VolumeReply.Committed.class);
      ObjectEntry before = entry(volume);
      FileTime mtime = Files.getLastModifiedTime(file);
      long seed = new Random().nextLong();
      Random random = new Random(seed);
      for (int i = 0; i < 50; i++) {
        FileIdentity known = entry(volume).identity();
        switch (random.nextInt(3)) {
          case 0 -> Files.write(file, OwnedFixture.bytes(100, i + 2));
          case 1 -> Files.write(file, OwnedFixture.bytes(random.nextInt(100), i));
          default -> {
            Path other = volume.tree.resolve("other");
            Files.write(other, OwnedFixture.bytes(100, i + 2));
            int _ = OwnedFixture.shell("mv", other.toString(), file.toString());
          }
        }
        Files.setLastModifiedTime(file, mtime);
        ObjectEntry now = entry(volume);
        assertThat(now.identity().sizeBytes()).as("seed %d", seed).isEqualTo(Files.size(file));
        if (!now.identity().equals(known)) {
          assertThat(now.tag()).as("seed %d", seed).isNotEqualTo(before.tag());
        }
      }
      assertThat(entry(volume).claim()).isNull();
    }
  }

  @Test
  void the_kernel_tells_of_changes_long_before_the_freshness_has_passed() throws Exception {
    try (ListedVolume volume = new ListedVolume(temp, HOURLY)) {
      assumeTrue(!volume.root.capabilities().isNetwork(), "not a local file system");
      volume.listing.hints().tune(true);
      volume.foreign("a/one");
      assertThat(volume.keys()).containsExactly("a/one");
      Files.writeString(volume.tree.resolve("a/two"), "");
      Files.createDirectories(volume.tree.resolve("b"));
      awaitKeys(volume, "a/one", "a/two", "b/");
      Files.move(volume.tree.resolve("a"), volume.tree.resolve("c"));
      awaitKeys(volume, "b/", "c/one", "c/two");
      volume.listing.hints().tune(false);
      Files.delete(volume.tree.resolve("c/one"));
      Files.writeString(volume.tree.resolve("new"), "");
      assertThat(volume.keys()).containsExactly("b/", "c/two"); // Names only when they are due.
      volume.passFreshness();
      assertThat(volume.keys()).containsExactly("b/", "c/two", "new");
    }
  }

  @Test
  void lost_events_change_nothing_but_the_speed() throws Exception {
    long queue = 1 + Long.parseLong(Files.readString(QUEUED).strip());
    assumeTrue(queue < 100_000, "the kernel keeps too many events");
    try (ListedVolume volume = new ListedVolume(temp, HOURLY)) {
      assumeTrue(!volume.root.capabilities().isNetwork(), "not a local file system");
      volume.listing.hints().tune(true);
      volume.foreign("a/one");
      volume.foreign("z/one");
      assertThat(volume.keys()).containsExactly("a/one", "z/one");
      for (long i = 0; i < queue; i += 2) {
        Path file = Files.createFile(volume.tree.resolve("a/" + i % 7));
        Files.delete(file);
      }
      // No room for this one: only that something was lost is told.
      Files.createFile(volume.tree.resolve("z/two"));
      awaitKeys(volume, "a/one", "z/one", "z/two");
      volume.foreign("a/three");
      awaitKeys(volume, "a/one", "a/three", "z/one", "z/two");
    }
  }

  @Test
  void without_watches_the_freshness_holds() throws Exception {
    for (int limit : new int[] {0, 1}) {
      try (ListedVolume volume = new ListedVolume(temp.resolve("v" + limit), HOURLY)) {
        ChangeHints hints = new ChangeHints(volume.root, limit);
        hints.tune(true);
        hints.watch(ObjectKey.of("a/"));
        volume.foreign("a/one");
        assertThat(volume.keys()).containsExactly("a/one");
        volume.foreign("a/two");
        volume.passFreshness();
        assertThat(volume.keys()).containsExactly("a/one", "a/two");
        assertThat(hints.take(_ -> {})).isTrue();
        hints.close();
      }
    }
  }

  // A costly look is not repeated at once, however many hints there are.
  private static void awaitKeys(ListedVolume volume, String... keys) {
    Awaitility.await().untilAsserted(() -> assertThat(volume.keys()).containsExactly(keys));
  }

  @Test
  void settings_change_while_the_volume_is_served() throws Exception {
    try (ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
        OwnedFixture volume = new OwnedFixture(temp)) {
      Files.createDirectories(volume.tree.resolve("empty"));
      assertThat(volume.keys()).containsExactly("empty/");
      volume.startBackground(threads);
      Awaitility.await().until(() -> volume.volume.crawl().walks() == 1);
      var hidden = new ListingSettings(Duration.ofHours(1), true, false, Duration.ofMillis(10));
      volume.volume.retune(new VolumeTuning(hidden, CrawlSettings.DEFAULT, 10));
      assertThat(volume.keys()).isEmpty();
      assertThat(volume.put("large", new byte[11])).isInstanceOf(VolumeReply.Refused.class);
      var often = new CrawlSettings(Duration.ZERO, Integer.MAX_VALUE, false);
      volume.volume.retune(new VolumeTuning(ListedVolume.ALWAYS, often, Long.MAX_VALUE));
      assertThat(volume.keys()).containsExactly("empty/");
      assertThat(volume.put("large", new byte[11])).isInstanceOf(VolumeReply.Committed.class);
      volume.now.set(volume.now.get().plusSeconds(60));
      Awaitility.await().until(() -> volume.volume.crawl().walks() > 2);
    }
  }

  private static ObjectEntry entry(OwnedFixture volume) {
    var looked =
        (VolumeReply.Looked)
            volume.ask(new VolumeCommand.Lookup(OwnedFixture.NAME, ObjectKey.of("f")));
    ObjectEntry entry = looked.entry();
    assertThat(entry).isNotNull();
    return requireNonNull(entry);
  }
}
