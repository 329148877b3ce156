package io.sluice.volume;

import static io.sluice.volume.OwnedFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.index.IndexSettings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class IndexVerificationsTest {
  @TempDir private Path temp;

  /** Reads on, as on a large volume, once what it has found was taken. */
  private static final class SlowReader implements VerifyReport {
    private final CountDownLatch found = new CountDownLatch(1);
    private final CountDownLatch taken = new CountDownLatch(1);
    private int differences;

    @Override
    public void found(IndexDifference difference) {
      differences++;
      found.countDown();
      try {
        assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void progress(long directories, long files) {}
  }

  @Test
  @Timeout(60)
  void a_comparison_ends_with_its_volume_and_leaves_no_lock_on_the_index() throws Exception {
    OwnedFixture at = new OwnedFixture(temp);
    at.put("a", bytes(1, 1));
    at.keys();
    for (int i = 0; i < 20; i++) {
      Files.createDirectories(at.tree.resolve("unknown" + i));
      Files.createFile(at.tree.resolve("unknown" + i + "/f"));
    }
    SlowReader reader = new SlowReader();
    CompletableFuture<Void> comparison = CompletableFuture.runAsync(() -> verify(at, reader));
    assertThat(reader.found.await(20, TimeUnit.SECONDS)).isTrue();
    at.volume.close();
    reader.taken.countDown();
    assertThatThrownBy(comparison::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(RefusedException.class)
        .hasMessageContaining("interrupted");
    assertThat(reader.differences).isLessThanOrEqualTo(21).isNotZero();
    assertThatCode(() -> VolumeIndex.open(at.indexDirectory, IndexSettings.DEFAULT).close())
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> at.volume.verifyIndex(reader)).hasMessageContaining("interrupted");
    at.root.close();
  }

  private static void verify(OwnedFixture at, VerifyReport report) {
    try {
      at.volume.verifyIndex(report);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }
}
