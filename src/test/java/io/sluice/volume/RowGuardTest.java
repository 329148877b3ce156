package io.sluice.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.index.IndexSettings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowGuardTest {
  private static final ObjectKey DIRECTORY = ObjectKey.of("d/");
  private static final ObjectEntry OLD = entry(1);
  private static final ObjectEntry NEW = entry(2);

  @TempDir private Path temp;
  private VolumeIndex index;
  private RowGuard guard;

  @BeforeEach
  void open() throws Exception {
    index = VolumeIndex.open(temp.resolve("index"), IndexSettings.DEFAULT);
    guard = new RowGuard(index);
    guard.appear(null, OLD);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private static ObjectEntry entry(long time) {
    return EntryReader.bare(ObjectKey.of("d/k"), new FileIdentity(7, 5, time, time));
  }

  @Test
  void what_others_publish_meanwhile_stays_and_makes_a_reading_doubtful() {
    try (Watch watch = guard.watch(DIRECTORY)) {
      guard.apply(null, List.of(new RowChange.PutObject(NEW)));
      assertThat(guard.isTouched(watch)).isTrue();
      assertThat(guard.apply(watch, List.of(new RowChange.PutObject(OLD)))).isFalse();
    }
    assertThat(index.object(NEW.key())).isEqualTo(NEW);
  }

  @Test
  void what_the_hasher_learns_meanwhile_stays_and_leaves_the_names_read() {
    try (Watch watch = guard.watch(DIRECTORY)) {
      guard.apply(null, List.of(new RowChange.PutObject(NEW, true)));
      assertThat(guard.isTouched(watch)).as("a directory would be read again for it").isFalse();
      assertThat(guard.apply(watch, List.of(new RowChange.PutObject(OLD)))).isFalse();
    }
    assertThat(index.object(NEW.key())).isEqualTo(NEW);
  }
}
