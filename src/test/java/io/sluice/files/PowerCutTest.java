package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is on a disk whose power was cut in the middle of many writes: a copy of the disk, made in
 * one moment by sharing its extents, and mounted then. It has what the file system gave to the disk
 * by that moment, and nothing that was in memory alone.
 */
class PowerCutTest {
  private static final int WRITERS = 8;
  private static final int CUTS = 4;
  private static final int WRITTEN_BETWEEN_CUTS = 150;
  private static final int KEYS_OF_EACH = 300;
  private static final long SHELF_BYTES = 1L << 30;
  private static final long DISK_BYTES = 320L << 20;
  private static final byte[] CONTENT = new byte[5_000];
  private static final ContentClaim CLAIM =
      new ContentClaim(
          new EntityTag("0123456789abcdef0123456789abcdef"), List.of(), PartLayout.WHOLE);

  static {
    Arrays.fill(CONTENT, (byte) 'x');
  }

  @TempDir private Path temp = Path.of("unset");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<String> published = new LinkedBlockingQueue<>(WRITERS);
  private final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private volatile boolean isOver;
  private Mounts mounts = new Mounts(Path.of("."));

  @BeforeEach
  void open() {
    mounts = new Mounts(temp);
  }

  @AfterEach
  void close() throws Exception {
    isOver = true;
    threads.shutdownNow();
    mounts.close();
  }

  private Void write(VolumeRoot root, int writer) throws Exception {
    for (int i = 0; !isOver; i = (i + 1) % KEYS_OF_EACH) {
      // Every third one replaces another, and in the end all do, so that the disk never fills.
      String key = writer + "-" + (i % 3 == 2 ? i - 1 : i);
      var file = new ShortFile(List.of(ByteBuffer.wrap(CONTENT)), ObjectMetadata.NONE, CLAIM);
      try (StagedShort staged = root.stage(file, 0)) {
        FileStatus _ = root.publish(staged, ObjectKey.of(key), PublishMode.REPLACE);
      }
      published.put(key);
    }
    return null;
  }

  /** One syncs for all, as the owner of a volume does. */
  private Void sync(VolumeRoot root) throws Exception {
    assertThat(root.syncsLater()).isTrue();
    List<String> round = new ArrayList<>();
    while (!isOver) {
      round.add(published.take());
      published.drainTo(round);
      root.syncPublished();
      answered.addAll(round);
      round.clear();
    }
    return null;
  }

  private static void requireWhole(Path disk, List<String> promised) throws IOException {
    for (String key : promised) {
      assertThat(disk.resolve(key)).hasBinaryContent(CONTENT);
    }
    try (Stream<Path> files = Files.list(disk).filter(Files::isRegularFile)) {
      assertThat(files.toList()).allSatisfy(file -> assertThat(file).hasBinaryContent(CONTENT));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs"})
  void what_was_answered_is_there_and_nothing_is_torn(String fileSystem) throws Exception {
    Path shelf = mounts.make("xfs", temp.resolve("shelf.img"), SHELF_BYTES);
    Path image = shelf.resolve("disk.img");
    Path disk = mounts.make(fileSystem, image, DISK_BYTES);
    var settings = FileSettings.DEFAULT;
    try (VolumeRoot root = VolumeRoot.open(disk, settings, new Random(1), System::nanoTime)) {
      List<Future<Void>> workers = new ArrayList<>();
      workers.add(threads.submit(() -> sync(root)));
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        workers.add(threads.submit(() -> write(root, writer)));
      }
      for (int cut = 1; cut <= CUTS; cut++) {
        int wanted = cut * WRITTEN_BETWEEN_CUTS;
        Awaitility.await()
            .until(() -> answered.size() >= wanted || workers.stream().anyMatch(Future::isDone));
        List<String> promised = List.copyOf(answered);
        Path copy = shelf.resolve("cut-" + cut + ".img");
        Shell.Outcome cloned =
            Shell.run("cp", "--reflink=always", image.toString(), copy.toString());
        assumeTrue(cloned.exitCode() == 0, "extents can't be shared: " + cloned.output());
        requireWhole(mounts.copy(fileSystem, copy), promised);
      }
      assertThat(workers).noneMatch(Future::isDone);
    }
  }
}
