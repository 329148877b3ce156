package io.sluice.files;

import io.sluice.files.NameCalls.Name;
import io.sluice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes a short file into staging and gives it its key, in one go: as other bodies do it, but with
 * the file and its folder open all the time, which saves finding them again at each step.
 *
 * <p>For the nodes of a cluster a body must go through its owner's folder: not by this.
 */
final class ShortPublisher {
  private static final int NAME_BYTES = 16;
  private static final int MAKE =
      OpenFlags.READ_WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE | OpenFlags.NO_FOLLOW;

  private final Volume volume;
  private final Tree tree;
  private final Publisher publisher;

  ShortPublisher(Volume volume, Publisher publisher) {
    this.volume = volume;
    this.tree = volume.tree();
    this.publisher = publisher;
  }

  FileStatus publish(ShortFile content, ObjectKey key, PublishMode mode) throws FileFailure {
    publisher.requireFile(key, Errno.EINVAL);
    try (Descriptor to = tree.parent(key);
        Descriptor staging = staging()) {
      Name staged = staging.name(randomName());
      boolean published = false;
      try (Descriptor file = make(staged)) {
        GatheredWrite.write(file, 0, content.content());
        new Sealer(volume, file).seal(content.metadata(), content.claim());
        // Only where it may be needed: it is one more call for each PUT.
        Stat before = volume.capabilities().isNetwork() ? file.stat() : null;
        Name target = to.name(Tree.name(key));
        publisher.rename(staged, target, key, mode);
        published = true;
        tree.syncNames(to);
        return Publisher.status(file, before, target);
      } finally {
        if (!published) {
          NameCalls.unlink(staged, 0);
        }
      }
    }
  }

  private Descriptor staging() throws FileFailure {
    int result = tree.tryOpenOwn(OwnFolders.PUT, OpenFlags.PATH_DIRECTORY);
    if (Errno.ENOENT.is(result)) {
      OwnFolders.makeStaging(tree);
      result = tree.tryOpenOwn(OwnFolders.PUT, OpenFlags.PATH_DIRECTORY);
    }
    return Descriptor.of(result, OwnFolders.PUT);
  }

  private static Descriptor make(Name staged) throws FileFailure {
    int result = OpenCalls.open(staged.directory(), staged.bytes(), MAKE, 0600);
    // ENOENT means a missing parent of the key to our callers.
    int failed = Errno.ENOENT.is(result) ? -Errno.ESTALE.number() : result;
    return Descriptor.of(failed, OwnFolders.PUT);
  }

  private byte[] randomName() {
    byte[] random = new byte[NAME_BYTES];
    volume.random().nextBytes(random);
    return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
  }
}
