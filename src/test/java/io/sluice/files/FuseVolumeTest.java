package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a FUSE mount, the stand-in for a network volume. */
class FuseVolumeTest extends VolumeContract {
  @TempDir private static Path folder;
  private static Mounts mounts = new Mounts(Path.of("."));
  private static Path place = Path.of(".");

  @BeforeAll
  static void mount() throws IOException {
    mounts = new Mounts(folder);
    Path source = Files.createDirectory(folder.resolve("source"));
    // Nothing is remembered, as where several machines mount the volume: the mount is asked each
    // time, and knows files by their names alone.
    place = mounts.fuse(source, "-o", "attr_timeout=0,entry_timeout=0,negative_timeout=0");
  }

  @AfterAll
  static void unmount() {
    mounts.close();
  }

  @Override
  Path place() {
    return place;
  }

  @Test
  void it_counts_as_a_network_and_does_not_tell_what_is_in_memory() throws FileFailure {
    try (VolumeRoot root = openVolume(place)) {
      assertThat(root.capabilities().fileSystem()).isEqualTo("fuse");
      assertThat(root.capabilities().isNetwork()).isTrue();
      assertThat(root.capabilities().readNoWait()).isFalse();
      assertThat(root.capabilities().userAttributes()).isTrue();
    }
  }
}
