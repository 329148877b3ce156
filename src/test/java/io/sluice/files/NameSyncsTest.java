package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sharing syncs: never one that began too early, never a lost failure. */
class NameSyncsTest {
  @TempDir private Path directory = Path.of("unset");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger began = new AtomicInteger();
  private final Semaphore ends = new Semaphore(0);
  private volatile int result;

  private final NameSyncs syncs = syncs(NameSyncs.Way.SHARED);

  private NameSyncs syncs(NameSyncs.Way way) {
    return new NameSyncs(way, new NameSyncs.Calls(this::fsync, _ -> 0, _ -> 0));
  }

  private int fsync(int descriptor) {
    began.incrementAndGet();
    ends.acquireUninterruptibly();
    return result;
  }

  @AfterEach
  void end() {
    ends.release(100);
    threads.shutdownNow();
  }

  private Descriptor open(Path path) throws FileFailure {
    int number = OpenCalls.open(OpenCalls.HERE, RootPath.bytes(path), OpenFlags.READ_DIRECTORY, 0);
    return Descriptor.of(number, path.toString());
  }

  private CompletableFuture<Integer> sync(Path path) {
    return sync(syncs, path);
  }

  private CompletableFuture<Integer> sync(NameSyncs way, Path path) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Descriptor open = open(path)) {
            return way.sync(open);
          } catch (FileFailure e) {
            throw new IllegalStateException(e);
          }
        },
        threads);
  }

  private static int get(CompletableFuture<Integer> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  @Test
  void who_comes_during_a_sync_gets_one_that_begins_later() throws Exception {
    var first = sync(directory);
    await().until(() -> began.get() == 1);
    List<CompletableFuture<Integer>> later = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      later.add(sync(directory));
    }
    await().until(() -> syncs.members() == 9);
    ends.release();
    assertThat(get(first)).isZero();
    await().until(() -> began.get() == 2);
    assertThat(later).noneMatch(CompletableFuture::isDone);
    ends.release();
    for (var one : later) {
      assertThat(get(one)).isZero();
    }
    assertThat(began).hasValue(2);
    assertThat(syncs.members()).isZero();
  }

  @Test
  void a_failure_is_told_to_all_who_shared_it() throws Exception {
    var first = sync(directory);
    await().until(() -> began.get() == 1);
    var second = sync(directory);
    var third = sync(directory);
    await().until(() -> syncs.members() == 3);
    ends.release();
    assertThat(get(first)).isZero();
    await().until(() -> began.get() == 2);
    result = -Errno.EIO.number();
    ends.release();
    assertThat(get(second)).isEqualTo(-Errno.EIO.number());
    assertThat(get(third)).isEqualTo(-Errno.EIO.number());
  }

  @Test
  void directories_do_not_wait_for_each_other() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    var first = sync(directory);
    var second = sync(other);
    await().until(() -> began.get() == 2);
    ends.release(2);
    assertThat(get(first)).isZero();
    assertThat(get(second)).isZero();
  }

  @Test
  void who_does_not_share_waits_for_nobody_and_syncs_after_the_own_change() throws Exception {
    var alone = syncs(NameSyncs.Way.EACH);
    var first = sync(alone, directory);
    await().until(() -> began.get() == 1);
    var second = sync(alone, directory);
    await().until(() -> began.get() == 2);
    assertThat(first).isNotDone();
    result = -Errno.EIO.number();
    ends.release(2);
    assertThat(get(first)).isEqualTo(-Errno.EIO.number());
    assertThat(get(second)).isEqualTo(-Errno.EIO.number());
    assertThat(alone.members()).isZero();
  }
}
