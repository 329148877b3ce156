package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on whatever the temporary directory lies on. */
class PlainVolumeTest extends VolumeContract {
  @TempDir private static Path folder;

  @Override
  Path place() {
    return folder;
  }

  @Test
  void ext4_can_do_everything() throws FileFailure {
    try (VolumeRoot root = openVolume(folder)) {
      Capabilities can = root.capabilities();
      if (can.fileSystem().equals("ext4")) {
        assertThat(can)
            .isEqualTo(
                new Capabilities(
                    "ext4", false, true, true, true, true, true, true, Shell.isRoot()));
      }
    }
  }
}
