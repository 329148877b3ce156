package io.sluice.files;

import io.sluice.files.NameCalls.Name;
import io.sluice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes a short file into staging and gives it its key, in one go: as other bodies do it, but with
 * the file and its folder open all the time, which saves finding them again at each step.
 *
 * <p>In a cluster it lies in its owner's folder from the first byte on. That folder is opened by
 * its name each time, and nothing can be made in it once a later owner has taken it away.
 */
final class ShortPublisher implements AutoCloseable {
  private static final int NAME_BYTES = 16;
  private static final int MAKE =
      OpenFlags.READ_WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE | OpenFlags.NO_FOLLOW;

  private final Volume volume;
  private final Tree tree;
  private final Publisher publisher;
  private final EpochFolders folders;

  private final PublishSync sync;

  /** The folder that bodies lie in without a cluster, as it was found first; stays open. */
  private @Nullable Descriptor first;

  ShortPublisher(Volume volume, Publisher publisher) {
    this.volume = volume;
    this.tree = volume.tree();
    this.publisher = publisher;
    this.folders = new EpochFolders(tree);
    this.sync = new PublishSync(tree);
  }

  /** A name that a file is to get, and what has it now. */
  private record Goal(Descriptor directory, Name name, @Nullable Stat there, ObjectKey key) {}

  /** What keeps files, where that is not done with each. */
  PublishSync sync() {
    return sync;
  }

  /**
   * Publishes. EISDIR when something has the name that is no regular file.
   *
   * @param epoch 0 without a cluster
   */
  FileStatus publish(ShortFile content, ObjectKey key, PublishMode mode, long epoch)
      throws FileFailure {
    publisher.requireFile(key, Errno.EINVAL);
    try (Descriptor to = tree.parent(key)) {
      Name name = to.name(Tree.name(key));
      Stat there = StatCalls.ofChild(to.number(), name.bytes(), key);
      if (there != null && mode == PublishMode.CREATE) {
        throw new FileFailure(Errno.EEXIST, "publish", key.toString());
      }
      if (there != null && !there.isRegular()) {
        throw new FileFailure(Errno.EISDIR, "publish", key.toString());
      }
      Goal goal = new Goal(to, name, there, key);
      return epoch == 0 ? alone(content, goal, mode) : fenced(content, goal, mode, epoch);
    }
  }

  private FileStatus alone(ShortFile content, Goal goal, PublishMode mode) throws FileFailure {
    Descriptor staging = staging();
    boolean later = sync.from(0, staging);
    Name staged = staging.name(randomName());
    int made = make(staged);
    if (!Errno.ENOENT.is(made)) {
      return publish(content, new Staged(staged, opened(made), later), goal, mode);
    }
    // A pod took the folder away. Ours stays open: others may be using its number right now.
    OwnFolders.makeStaging(tree);
    try (Descriptor again = tree.openOwn(OwnFolders.PUT, OpenFlags.PATH_DIRECTORY)) {
      Name another = again.name(randomName());
      return publish(content, new Staged(another, opened(make(another)), false), goal, mode);
    }
  }

  private FileStatus fenced(ShortFile content, Goal goal, PublishMode mode, long epoch)
      throws FileFailure {
    try (Descriptor own = folders.own(epoch)) {
      Name staged = own.name(randomName());
      boolean later = sync.from(epoch, own);
      return publish(content, new Staged(staged, opened(make(staged)), later), goal, mode);
    } catch (FileFailure failure) {
      if (failure.errno() == Errno.ENOENT || failure.errno() == Errno.ESTALE) {
        folders.own(epoch).close(); // If that is what is gone, nothing else matters.
      }
      throw failure;
    }
  }

  /**
   * @param isSyncedLater whether {@link #sync} knows the folder it comes out of
   */
  private record Staged(Name name, Descriptor file, boolean isSyncedLater) {}

  private FileStatus publish(ShortFile content, Staged staged, Goal goal, PublishMode mode)
      throws FileFailure {
    boolean published = false;
    try (Descriptor file = staged.file()) {
      GatheredWrite.write(file, 0, content.content());
      new Sealer(volume, file).sealNew(content.metadata(), content.claim());
      // Only where it may be needed: it is one more call for each PUT.
      Stat before = volume.capabilities().isNetwork() ? file.stat() : null;
      rename(staged, before, goal, mode);
      published = true;
      if (!staged.isSyncedLater()) {
        tree.syncNames(goal.directory());
      }
      return Publisher.status(file, before, goal.name());
    } catch (FileFailure failure) {
      throw published ? Publisher.afterRename(failure) : failure;
    } finally {
      if (!published) {
        NameCalls.unlink(staged.name(), 0);
      }
    }
  }

  private void rename(Staged staged, @Nullable Stat before, Goal goal, PublishMode mode)
      throws FileFailure {
    try {
      switch (mode) {
        case CREATE -> publisher.create(staged.name(), goal.name(), goal.key());
        case REPLACE -> publisher.replace(staged.name(), goal.name(), goal.there(), goal.key());
      }
    } catch (FileFailure failure) {
      if (!Publisher.hasName(staged.file(), before, goal.name())) {
        throw failure;
      }
    }
  }

  private synchronized Descriptor staging() throws FileFailure {
    Descriptor open = first;
    if (open == null) {
      OwnFolders.makeStaging(tree);
      open = tree.openOwn(OwnFolders.PUT, tree.forNames());
      first = open;
    }
    return open;
  }

  /** With its last mode at once, since nobody else can get into the folder. */
  private int make(Name staged) {
    return OpenCalls.open(staged.directory(), staged.bytes(), MAKE, volume.settings().fileMode());
  }

  private static Descriptor opened(int result) throws FileFailure {
    // ENOENT means a missing parent of the key to our callers.
    int failed = Errno.ENOENT.is(result) ? -Errno.ESTALE.number() : result;
    return Descriptor.of(failed, OwnFolders.PUT);
  }

  private byte[] randomName() {
    byte[] random = new byte[NAME_BYTES];
    volume.random().nextBytes(random);
    return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public synchronized void close() {
    sync.close();
    if (first != null) {
      first.close();
    }
  }
}
