package io.sluice.files;

import io.sluice.files.NameCalls.Name;
import io.sluice.files.StagedShort.Home;
import io.sluice.files.StagedShort.Made;
import io.sluice.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes short files into staging and gives them their keys: as it is done with other bodies, but
 * with file and folder open all the time, which saves finding them again at each step.
 *
 * <p>In a cluster they lie in their owner's folder from the first byte on. That folder is opened by
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

  /** What keeps files, where that is not done with each. */
  PublishSync sync() {
    return sync;
  }

  /**
   * Writes a file into staging.
   *
   * @param epoch 0 without a cluster
   */
  StagedShort stage(ShortFile content, long epoch) throws FileFailure {
    StagedShort staged = epoch == 0 ? alone(content) : fenced(content, epoch);
    boolean isWhole = false;
    try {
      staged.fill();
      isWhole = true;
      return staged;
    } finally {
      if (!isWhole) {
        staged.close();
      }
    }
  }

  private StagedShort alone(ShortFile content) throws FileFailure {
    Descriptor staging = staging();
    Home home = new Home(staging, 0, true, sync.from(0, staging));
    Name name = staging.name(randomName());
    int made = make(name);
    if (!Errno.ENOENT.is(made) && !Errno.ESTALE.is(made)) {
      return new StagedShort(volume, home, new Made(name, opened(made)), content);
    }
    // A pod took the folder away (on NFS, one of another host). Ours stays open: others may be
    // using its number right now.
    OwnFolders.makeStaging(tree);
    return made(tree.openOwn(OwnFolders.PUT, OpenFlags.PATH_DIRECTORY), 0, content);
  }

  private StagedShort fenced(ShortFile content, long epoch) throws FileFailure {
    try {
      return made(folders.own(epoch), epoch, content);
    } catch (FileFailure failure) {
      requireOwner(epoch, failure);
      throw failure;
    }
  }

  /** In a folder that was opened for this file alone. */
  private StagedShort made(Descriptor folder, long epoch, ShortFile content) throws FileFailure {
    boolean isMade = false;
    try {
      Home home = new Home(folder, epoch, false, epoch != 0 && sync.from(epoch, folder));
      Name name = folder.name(randomName());
      Made made = new Made(name, opened(make(name)));
      StagedShort staged = new StagedShort(volume, home, made, content);
      isMade = true;
      return staged;
    } finally {
      if (!isMade) {
        folder.close();
      }
    }
  }

  /** When the folder is what is gone, nothing else matters. */
  private void requireOwner(long epoch, FileFailure failure) throws FileFailure {
    if (epoch != 0 && (failure.errno() == Errno.ENOENT || failure.errno() == Errno.ESTALE)) {
      folders.own(epoch).close();
    }
  }

  /** A name that a file is to get, and what has it now. */
  private record Goal(Name name, @Nullable Stat there, ObjectKey key) {}

  /**
   * Publishes, which may be tried again after a failure that {@link Publisher#afterRename} did not
   * make. EISDIR when something has the name that is no regular file, ESTALE when the file is gone.
   */
  FileStatus publish(StagedShort staged, ObjectKey key, PublishMode mode) throws FileFailure {
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
      staged.settle(); // Again, since the key may have been waited for.
      // Asked for again only where it may be another: it is one more call for each PUT.
      Stat before = volume.capabilities().isNetwork() ? staged.file().stat() : staged.sealed();
      rename(staged, before, new Goal(name, there, key), mode);
      staged.published();
      return kept(staged, before, to, name);
    }
  }

  private FileStatus kept(StagedShort staged, Stat before, Descriptor to, Name name)
      throws FileFailure {
    try {
      if (!staged.home().syncsLater()) {
        tree.syncNames(to);
      }
      return Publisher.status(staged.file(), before, name);
    } catch (FileFailure failure) {
      throw Publisher.afterRename(failure);
    }
  }

  private void rename(StagedShort staged, Stat before, Goal goal, PublishMode mode)
      throws FileFailure {
    try {
      switch (mode) {
        case CREATE -> publisher.create(staged.name(), goal.name(), goal.key());
        case REPLACE -> publisher.replace(staged.name(), goal.name(), goal.there(), goal.key());
      }
    } catch (FileFailure failure) {
      // On another file system something else may have this inode's number.
      if (failure.errno() == Errno.EXDEV
          || !Publisher.hasName(staged.file(), before, goal.name())) {
        requireOwner(staged.home().epoch(), failure);
        requireStaged(staged, failure);
        throw failure;
      }
    }
  }

  /** ENOENT means a missing parent of the key to our callers, not that a pod took the file. */
  private static void requireStaged(StagedShort staged, FileFailure failure) throws FileFailure {
    Name name = staged.name();
    if (failure.errno() == Errno.ENOENT
        && StatCalls.ofChild(name.directory(), name.bytes(), "staged") == null) {
      throw new FileFailure(Errno.ESTALE, "publish", "a body that is gone from staging");
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
