package io.sluice.files;

import io.sluice.files.NameCalls.Name;
import io.sluice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes a short file and gives it its key, in one go.
 *
 * <pre>
 *   new key        O_TMPFILE in the key's directory, write, seal, linkat onto the key
 *   existing key   the same, but linked into staging, and renamed onto the key
 *   elsewhere      staged by name as any other body, and renamed onto the key
 * </pre>
 *
 * <p>A file without a name costs two changes of a directory less, and leaves nothing behind in a
 * crash. For the nodes of a cluster a body must go through its owner's folder: not by this.
 */
final class ShortPublisher {
  private static final byte[] ITSELF = {'.'};
  private static final int NAME_BYTES = 16;
  private static final int UNNAMED = OpenFlags.UNNAMED_FILE | OpenFlags.READ_WRITE;

  private final Volume volume;
  private final Tree tree;
  private final Staging staging;
  private final Publisher publisher;
  private final boolean unnamed;

  ShortPublisher(Volume volume, Staging staging, Publisher publisher) {
    this.volume = volume;
    this.tree = volume.tree();
    this.staging = staging;
    this.publisher = publisher;
    this.unnamed =
        volume.capabilities().userAttributes() && !volume.capabilities().isNetwork() && probe();
  }

  /** Whether files can be without a name, and get one by their descriptor alone. */
  private boolean probe() {
    try (Descriptor folder = tree.openOwn(OwnFolders.PUT, OpenFlags.PATH_DIRECTORY);
        Descriptor file = create(folder)) {
      Name name = folder.name(randomName());
      if (NameCalls.linkUnnamed(file.number(), name) < 0) {
        return false;
      }
      return NameCalls.unlink(name, 0) >= 0;
    } catch (FileFailure failure) {
      return false;
    }
  }

  FileStatus publish(ShortFile content, ObjectKey key, PublishMode mode) throws FileFailure {
    if (key.isDirectory()) {
      throw new FileFailure(Errno.EINVAL, "publish", key.toString());
    }
    return unnamed ? unnamed(content, key, mode) : named(content, key, mode);
  }

  private FileStatus named(ShortFile content, ObjectKey key, PublishMode mode)
      throws FileFailure {
    String name;
    try (StagedFile staged = staging.create()) {
      staged.write(0, content.content());
      staged.seal(content.metadata(), content.claim());
      staged.keep();
      name = staged.name();
    }
    boolean published = false;
    try {
      FileStatus status = publisher.publish(StagedName.of(name), key, mode);
      published = true;
      return status;
    } finally {
      if (!published) {
        staging.remove(name);
      }
    }
  }

  private FileStatus unnamed(ShortFile content, ObjectKey key, PublishMode mode)
      throws FileFailure {
    try (Descriptor to = tree.parent(key);
        Descriptor file = create(to)) {
      GatheredWrite.write(file, 0, content.content());
      new Sealer(volume, file).seal(content.metadata(), content.claim());
      Name target = to.name(Tree.name(key));
      int result = NameCalls.linkUnnamed(file.number(), target);
      if (mode == PublishMode.REPLACE && Errno.EEXIST.is(result)) {
        replace(file, target, key);
      } else {
        FileFailure.check(result, "linkat", key.toString());
      }
      tree.syncNames(to);
      return file.stat().status();
    }
  }

  /** New files are made with the mode that they are to have: nobody can open what has no name. */
  private Descriptor create(Descriptor directory) throws FileFailure {
    int mode = volume.settings().fileMode();
    int result = OpenCalls.open(directory.number(), ITSELF, UNNAMED, mode);
    return Descriptor.of(result, directory.subject());
  }

  private void replace(Descriptor file, Name target, ObjectKey key) throws FileFailure {
    try (Descriptor folder = tree.openOwn(OwnFolders.PUT, OpenFlags.PATH_DIRECTORY)) {
      Name staged = folder.name(randomName());
      FileFailure.check(NameCalls.linkUnnamed(file.number(), staged), "linkat", key.toString());
      int result = NameCalls.rename(staged, target, NameCalls.REPLACE);
      if (result < 0) {
        NameCalls.unlink(staged, 0);
      }
      FileFailure.check(result, "renameat2", key.toString());
    }
  }

  private byte[] randomName() {
    byte[] random = new byte[NAME_BYTES];
    volume.random().nextBytes(random);
    return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
  }
}
