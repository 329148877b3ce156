package io.sluice.files;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** The contract with every special call replaced, as on an old kernel or in a strict sandbox. */
class FallbackVolumeTest extends VolumeContract {
  @TempDir private static Path folder;

  @Override
  Path place() {
    return folder;
  }

  @Override
  VolumeRoot openVolume(Path volume) throws FileFailure {
    return Fallbacks.open(volume);
  }

  /** A volume that may use nothing but what every Unix has. */
  static final class Fallbacks {
    private Fallbacks() {}

    static VolumeRoot open(Path volume) throws FileFailure {
      Descriptor root =
          Descriptor.of(
              OpenCalls.open(OpenCalls.HERE, RootPath.bytes(volume), OpenFlags.PATH_DIRECTORY, 0),
              "root");
      Tree tree = new Tree(root, new StepResolver(), new NameSyncs(NameSyncs.Way.SHARED));
      OwnFolders.makeStaging(tree);
      OwnFolders.makeSidecars(tree);
      FileStatus status = root.stat().status();
      boolean bornKnown = root.stat().bornNanos() != 0;
      return new VolumeRoot(
          new Volume(
              tree,
              FileSettings.DEFAULT,
              new Capabilities("plain", true, false, false, false, false, false, bornKnown, true),
              new Attributes(new Sidecars(tree)),
              new Owner(status.uid(), status.gid()),
              new Random(),
              System::nanoTime));
    }
  }
}
