package io.sluice.files;

import static io.sluice.files.Samples.errnoOf;
import static io.sluice.files.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod swaps a directory for a link to one outside while requests go through it. */
class SwapRaceTest {
  private static final int SWAPS = 20_000;
  private static final byte[] INSIDE = Tree.bytes("inside");
  private static final byte[] OUTSIDE = Tree.bytes("outside");

  @TempDir private Path folder = Path.of("unset");

  @Test
  void nothing_outside_is_read_or_written_by_openat2() throws Exception {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    FileSettings unsynced = new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE);
    try (VolumeRoot root = VolumeRoot.open(volume, unsynced)) {
      race(volume, root);
    }
  }

  @Test
  void nothing_outside_is_read_or_written_by_single_steps() throws Exception {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    try (VolumeRoot root = FallbackVolumeTest.Fallbacks.open(volume)) {
      race(volume, root);
    }
  }

  private void race(Path volume, VolumeRoot root) throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.write(outside.resolve("file"), OUTSIDE);
    Files.createDirectory(volume.resolve("dir"));
    Files.write(volume.resolve("dir/file"), INSIDE);
    Files.createSymbolicLink(volume.resolve("link"), outside);

    AtomicBoolean swapping = new AtomicBoolean(true);
    AtomicInteger read = new AtomicInteger();
    AtomicInteger written = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Void>> work =
          List.of(
              threads.submit(whileTrue(swapping, () -> readInside(root, read))),
              threads.submit(whileTrue(swapping, () -> writeInside(root, written))));
      try {
        swap(volume);
      } finally {
        swapping.set(false);
      }
      for (Future<Void> one : work) {
        one.get();
      }
    }
    assertThat(read).hasPositiveValue();
    assertThat(written).hasPositiveValue();
    try (Stream<Path> names = Files.list(outside)) {
      assertThat(names).containsExactly(outside.resolve("file"));
    }
    assertThat(outside.resolve("file")).hasBinaryContent(OUTSIDE);
    assertThat(Descriptors.openBeneath(outside)).isEmpty();
  }

  /** Directory and link change names, so that one of them is always there. */
  private static void swap(Path volume) throws Exception {
    byte[] place = RootPath.bytes(volume);
    try (Descriptor directory =
        Descriptor.of(
            OpenCalls.open(OpenCalls.HERE, place, OpenFlags.PATH_DIRECTORY, 0), "volume")) {
      for (int i = 0; i < SWAPS; i++) {
        int result =
            NameCalls.rename(
                directory.name(Tree.bytes("dir")),
                directory.name(Tree.bytes("link")),
                NameCalls.EXCHANGE);
        FileFailure.check(result, "renameat2", "swap");
      }
    }
  }

  private static void readInside(VolumeRoot root, AtomicInteger read) throws Exception {
    byte[] content = Samples.read(root, "dir/file");
    if (content != null) {
      assertThat(Arrays.equals(content, OUTSIDE)).isFalse();
      read.incrementAndGet();
    }
    try (DirectoryScan scan = root.scan(key("dir/"))) {
      if (scan != null) {
        scan.next();
      }
    }
  }

  private static void writeInside(VolumeRoot root, AtomicInteger written) throws Exception {
    Errno errno = errnoOf(() -> Samples.put(root, "dir/new", INSIDE));
    assertThat(errno).isIn(null, Errno.ELOOP);
    written.addAndGet(errno == null ? 1 : 0);
    assertThat(errnoOf(() -> root.remove(key("dir/file2")))).isNull();
    assertThat(errnoOf(() -> root.makeDirectories(key("dir/sub/")))).isIn(null, Errno.ELOOP);
  }

  private static Callable<Void> whileTrue(AtomicBoolean condition, Samples.Action action) {
    return () -> {
      while (condition.get()) {
        action.run();
      }
      return null;
    };
  }
}
