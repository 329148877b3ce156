package io.sluice.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fresh volume for each test, that leaves nothing open. */
abstract class VolumeFixture {
  Path directory = Path.of("unset");
  VolumeRoot root = unset();

  /** A place on the file system under test. */
  abstract Path place() throws IOException;

  /** Opens a volume the way under test. */
  VolumeRoot openVolume(Path volume) throws FileFailure {
    return VolumeRoot.open(volume, FileSettings.DEFAULT);
  }

  @BeforeEach
  void open_a_fresh_volume() throws IOException {
    directory = Files.createTempDirectory(place(), "volume");
    root = openVolume(directory);
  }

  @AfterEach
  void no_descriptor_is_left_open() throws IOException {
    root.close();
    assertThat(Descriptors.openBeneath(directory)).isEmpty();
  }

  static VolumeRoot unset() {
    return new VolumeRoot(
        new Volume(
            new Tree(new Descriptor(-1, "unset"), new KernelResolver(), null),
            FileSettings.DEFAULT,
            new Capabilities("none", false, true, true, true, true, true, true, true),
            new Attributes(new ExtendedAttributes()),
            Owner.AS_MADE,
            new Random(1),
            System::nanoTime));
  }
}
