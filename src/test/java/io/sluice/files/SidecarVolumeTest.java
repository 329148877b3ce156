package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a file system without extended attributes and without times of birth. */
class SidecarVolumeTest extends VolumeContract {
  @TempDir private static Path folder;
  private static Mounts mounts = new Mounts(Path.of("."));
  private static Path place = Path.of(".");

  @BeforeAll
  static void mount() throws IOException {
    mounts = new Mounts(folder);
    place = mounts.ramfs();
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
  void sidecars_go_with_their_files() throws Exception {
    Path directory = Files.createDirectory(place.resolve("sidecars"));
    try (VolumeRoot root = openVolume(directory)) {
      assertThat(root.capabilities().userAttributes()).isFalse();
      Samples.put(root, "file", Samples.bytes(1));
      Samples.put(root, "file", Samples.bytes(2));
      root.makeDirectories(Samples.key("dir/"));
      assertThat(sidecars(directory)).isEqualTo(2);
      root.remove(Samples.key("file"));
      root.removeDirectory(Samples.key("dir/"));
      try (StagedFile staged = root.staging().create()) {
        staged.seal(Samples.METADATA, null);
      }
      assertThat(sidecars(directory)).isZero();
    }
  }

  private static long sidecars(Path directory) throws IOException {
    try (var names = Files.list(directory.resolve(".sluice/meta"))) {
      return names.count();
    }
  }
}
