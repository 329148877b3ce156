package io.sluice.files;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a directory as a volume: finds out what it can do, and makes our folders on it. */
final class VolumeOpener {
  private static final Logger log = LoggerFactory.getLogger(VolumeOpener.class);

  private final FileSettings settings;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;

  VolumeOpener(FileSettings settings, RandomGenerator random, LongSupplier nanoTime) {
    this.settings = settings;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  Volume open(Path directory) throws FileFailure {
    int result =
        OpenCalls.open(OpenCalls.HERE, RootPath.bytes(directory), OpenFlags.PATH_DIRECTORY, 0);
    Descriptor root = Descriptor.of(result, directory.toString());
    boolean kept = false;
    try {
      Volume volume = on(root);
      report(directory, volume);
      kept = true;
      return volume;
    } finally {
      if (!kept) {
        root.close();
      }
    }
  }

  private Volume on(Descriptor root) throws FileFailure {
    boolean openat2 = Probes.openat2(root);
    PathResolver resolver = openat2 ? new KernelResolver() : new StepResolver();
    Tree tree = new Tree(root, resolver, syncs(root));
    OwnFolders.makeStaging(tree);
    Probes.Findings found = new Probes(tree, random).run(openat2, wantedOwner(root));
    return with(tree, found);
  }

  private @Nullable NameSyncs syncs(Descriptor root) throws FileFailure {
    return switch (settings.durability()) {
      case NONE -> null;
      case FSYNC -> {
        long magic = StatCalls.fileSystem(root.number(), root.subject()).magic();
        NameSyncs.Way local =
            JournalOrder.isKept(root) ? NameSyncs.Way.IN_ORDER : NameSyncs.Way.EACH;
        yield new NameSyncs(FileSystems.of(magic).isNetwork() ? NameSyncs.Way.SHARED : local);
      }
    };
  }

  private Volume with(Tree tree, Probes.Findings found) throws FileFailure {
    AttributeStore store;
    if (found.capabilities().userAttributes()) {
      store = new ExtendedAttributes();
    } else {
      OwnFolders.makeSidecars(tree);
      store = new Sidecars(tree);
    }
    return new Volume(
        tree,
        settings,
        found.capabilities(),
        new Attributes(store),
        found.owner(),
        random,
        nanoTime);
  }

  private Owner wantedOwner(Descriptor root) throws FileFailure {
    FileStatus status = root.stat().status();
    return new Owner(
        settings.ownerUid() < 0 ? status.uid() : settings.ownerUid(),
        settings.ownerGid() < 0 ? status.gid() : settings.ownerGid());
  }

  private static void report(Path directory, Volume volume) {
    Capabilities can = volume.capabilities();
    log.atInfo()
        .addKeyValue("directory", directory)
        .addKeyValue("fileSystem", can.fileSystem())
        .addKeyValue("isNetwork", can.isNetwork())
        .addKeyValue("openat2", can.openat2())
        .addKeyValue("renameNoReplace", can.renameNoReplace())
        .addKeyValue("copyFileRange", can.copyFileRange())
        .addKeyValue("readNoWait", can.readNoWait())
        .addKeyValue("userAttributes", can.userAttributes())
        .addKeyValue("birthTime", can.birthTime())
        .addKeyValue("changesOwner", can.changesOwner())
        .log("volume opened");
  }
}
