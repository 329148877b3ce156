package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.model.FileIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileClockTest {
  private static final FileSettings SETTINGS =
      new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE);

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(longs = {-3600, -5, 0, 5, 86_400})
  void a_file_is_as_old_as_its_own_clock_says(long secondsAhead) throws Exception {
    InstantSource wrong = () -> Instant.now().plusSeconds(secondsAhead);
    try (VolumeRoot root = VolumeRoot.open(temp, SETTINGS)) {
      FileClock clock = new FileClock(wrong, new VolumeTime(root, 0, System::nanoTime));
      clock.measure();
      HashAges ages = new HashAges(HashTerms.of(Duration.ofMillis(10)), clock);
      long now = Instant.now().toEpochMilli() * 1_000_000;
      long minute = Duration.ofMinutes(1).toNanos();
      assertThat(ages.isSettled(changedAt(now - minute), 0)).isTrue();
      assertThat(ages.isSettled(changedAt(now + minute), 0)).isFalse();
      assertThat(ages.isRacy(changedAt(now + minute))).isTrue();
      assertThat(ages.isRacy(changedAt(now - minute))).isFalse();
      assertThat(clock.instant()).isBeforeOrEqualTo(Instant.now());
      assertThat(temp.resolve(".s3compat_uploads/sluice/put")).isEmptyDirectory();
    }
  }

  private static FileIdentity changedAt(long nanos) {
    return new FileIdentity(1, 1, nanos, nanos);
  }

  @Test
  void a_tick_is_later_than_all_before_it() throws Exception {
    try (VolumeRoot root = VolumeRoot.open(temp, SETTINGS)) {
      VolumeTime time = new VolumeTime(root, 0, System::nanoTime);
      for (int i = 0; i < 20; i++) {
        long before = time.now();
        assertThat(time.tick()).isGreaterThan(before);
      }
    }
  }
}
