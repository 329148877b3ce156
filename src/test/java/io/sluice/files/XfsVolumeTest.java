package io.sluice.files;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on xfs, from a loop mount. */
class XfsVolumeTest extends VolumeContract {
  @TempDir private static Path folder;
  private static Mounts mounts = new Mounts(Path.of("."));
  private static Path place = Path.of(".");

  @BeforeAll
  static void mount() throws IOException {
    mounts = new Mounts(folder);
    place = mounts.xfs();
  }

  @AfterAll
  static void unmount() {
    mounts.close();
  }

  @Override
  Path place() {
    return place;
  }
}
