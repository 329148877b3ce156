package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One volume's directory tree. Every path is resolved by the kernel beneath the root, without
 * symbolic links and without magic links, so no swap of a directory for a link gains anything.
 *
 * <p>Failures are {@link FileFailure}s. A symbolic link in the middle of a path is ELOOP, a file
 * there ENOTDIR. Keys that no file of a volume can have (dots, empty segments, reserved folders)
 * have no status, and are EINVAL where something would be changed. Safe for use by many threads.
 */
public final class VolumeRoot implements AutoCloseable {
  private final Volume volume;
  private final Tree tree;
  private final Publisher publisher;
  private final Directories directories;
  private final Staging staging;
  private final Tagger tagger;
  private final OwnDocuments documents;
  private final Mover mover;
  private final PromptReads prompt;
  private final ShortPublisher shortPublisher;
  private volatile @Nullable Descriptor lock;

  VolumeRoot(Volume volume) {
    this.volume = volume;
    this.tree = volume.tree();
    this.publisher = new Publisher(volume);
    this.directories = new Directories(volume);
    this.staging = new Staging(volume);
    this.tagger = new Tagger(volume);
    this.documents = new OwnDocuments(volume);
    this.mover = new Mover(volume);
    this.prompt = new PromptReads(volume);
    this.shortPublisher = new ShortPublisher(volume, publisher);
  }

  /**
   * Opens a directory as a volume, makes its staging folder, and probes what its file system can
   * do.
   */
  public static VolumeRoot open(Path directory, FileSettings settings) throws FileFailure {
    return open(directory, settings, new SecureRandom(), System::nanoTime);
  }

  /**
   * The same with sources of one's own.
   *
   * @param random names staged files; must not repeat among the nodes of a volume
   * @param nanoTime measures how long a sync took
   */
  public static VolumeRoot open(
      Path directory, FileSettings settings, RandomGenerator random, LongSupplier nanoTime)
      throws FileFailure {
    return new VolumeRoot(new VolumeOpener(settings, random, nanoTime).open(directory));
  }

  public Staging staging() {
    return staging;
  }

  /**
   * Keeps others from serving the volume until this is closed.
   *
   * @param together whether nodes that say so too may go on, or begin
   * @throws FileFailure with EBUSY when another serves it
   */
  public void claim(boolean together) throws FileFailure {
    lock = VolumeLock.take(tree, together);
  }

  /**
   * Whether a path leads to this very directory. Not when it was moved away, or something was
   * mounted over it since it was opened, or taken from there.
   */
  public boolean isAt(Path directory) throws FileFailure {
    int result =
        OpenCalls.open(OpenCalls.HERE, RootPath.bytes(directory), OpenFlags.PATH_DIRECTORY, 0);
    if (Tree.isAbsent(result)) {
      return false;
    }
    try (Descriptor there = Descriptor.of(result, directory.toString())) {
      return StatCalls.place(there.number(), there.subject())
          .equals(StatCalls.place(tree.root().number(), tree.root().subject()));
    }
  }

  /** Whether a directory has been served as a volume: it has our staging folder. */
  public static boolean wasServed(Path directory) {
    return Files.isDirectory(directory.resolve(OwnFolders.STAGING), LinkOption.NOFOLLOW_LINKS);
  }

  /** What Sluice keeps on the volume about the volume. */
  public OwnDocuments documents() {
    return documents;
  }

  /** Files of our own in a folder beneath {@code .sluice/}, such as {@code index-backup/0}. */
  public OwnFiles ownFiles(String folder) {
    return new OwnFiles(volume, folder);
  }

  /** Tidying among sidecars; null where attributes lie on the files themselves. */
  public @Nullable SidecarCare sidecars() {
    Sidecars sidecars = volume.attributes().sidecars();
    return sidecars == null ? null : new SidecarCare(tree, sidecars);
  }

  public FileSettings settings() {
    return volume.settings();
  }

  /** What the file system can do, found out when the volume was opened. */
  public Capabilities capabilities() {
    return volume.capabilities();
  }

  /** The status of a file or directory, null when there is none (also beneath a file or a link). */
  public @Nullable FileStatus status(ObjectKey key) throws FileFailure {
    try (Descriptor file = tree.find(key, OpenFlags.PATH_ANY)) {
      return file == null ? null : file.stat().status();
    } catch (FileFailure failure) {
      requireGone(failure);
      return null;
    }
  }

  /** Some FUSE file systems don't know a file that lost its name since it was opened. */
  private static void requireGone(FileFailure failure) throws FileFailure {
    if (failure.errno() != Errno.ENOENT) {
      throw failure;
    }
  }

  /** Opens a regular file; null when there is none, or when it is not a regular file. */
  public @Nullable OpenFile open(ObjectKey key) throws FileFailure {
    Descriptor file = tree.find(key, OpenFlags.PATH_ANY);
    try {
      return file == null ? null : OpenFile.of(file, volume);
    } catch (FileFailure failure) {
      requireGone(failure);
      return null;
    }
  }

  /**
   * The same for a file's key, only if the kernel can tell without waiting for anything; null when
   * that is not known, or there is none. May be called on an event loop.
   */
  public @Nullable FileStatus statusNow(ObjectKey key) {
    return prompt.status(key);
  }

  /**
   * Opens a regular file that is in the expected state, only if that can be done without waiting
   * for anything; null when that is not known, or it is another state. May be called on an event
   * loop.
   */
  public @Nullable OpenFile openNow(ObjectKey key, FileIdentity expected) {
    return prompt.open(key, expected);
  }

  /** Opens a regular file for reading it once, unnoticed; null when there is no such file. */
  public @Nullable QuietFile openQuietly(ObjectKey key) throws FileFailure {
    Descriptor file = tree.find(key, OpenFlags.PATH_ANY);
    return file == null ? null : QuietFile.of(file, volume.attributes());
  }

  /** Opens a directory for reading its names; null when there is none. */
  public @Nullable DirectoryScan scan(ObjectKey directory) throws FileFailure {
    Descriptor open = tree.find(directory, OpenFlags.READ_DIRECTORY);
    return open == null ? null : DirectoryScan.of(open, directory, volume.attributes());
  }

  /** What S3 stored on a file or directory; null when it is gone. */
  public @Nullable StoredAttributes attributes(ObjectKey key) throws FileFailure {
    try (Descriptor file = tree.find(key, OpenFlags.PATH_ANY)) {
      return file == null ? null : volume.attributes().read(file, file.stat());
    } catch (FileFailure failure) {
      requireGone(failure);
      return null;
    }
  }

  /**
   * Changes a file's tags, a pod's file's too, and syncs by durability. What is stored of its
   * content goes on counting, although its change time is another one now.
   *
   * @param expected nothing happens when the file is not this one in this state any more
   * @param changed is told the file's new status at once, before the sync
   * @return the status afterwards, or null when nothing happened
   */
  public @Nullable FileStatus retag(
      ObjectKey key, FileIdentity expected, Map<String, String> tags, Consumer<FileStatus> changed)
      throws FileFailure {
    return tagger.retag(key, expected, tags, changed);
  }

  /**
   * Makes a directory and its parents, marked as S3's own, and syncs by durability.
   *
   * @return those made, outermost first; empty when all were there
   */
  public List<ObjectKey> makeDirectories(ObjectKey directory) throws FileFailure {
    return directories.make(directory);
  }

  /** Makes a directory an object: stores metadata and claim on it (it must exist). */
  public void markDirectory(ObjectKey directory, ObjectMetadata metadata, ContentClaim claim)
      throws FileFailure {
    directories.mark(directory, metadata, claim, new byte[0]);
  }

  /**
   * The same for an object with content, of at most {@link StoredAttributes#MAX_BODY_BYTES}. It
   * lies in the directory's attributes; ERANGE when it does not fit there beside the metadata.
   */
  public void markDirectory(
      ObjectKey directory, ObjectMetadata metadata, ContentClaim claim, byte[] body)
      throws FileFailure {
    directories.mark(directory, metadata, claim, body);
  }

  /** The content of a directory object, empty when it has none; null when there is no directory. */
  public byte @Nullable [] directoryBody(ObjectKey directory) throws FileFailure {
    try (Descriptor file = tree.find(directory, OpenFlags.PATH_ANY)) {
      return file == null ? null : volume.attributes().body(file);
    }
  }

  /** Takes the mark of an object off a directory; the directory stays. */
  public void unmarkDirectory(ObjectKey directory) throws FileFailure {
    directories.unmark(directory);
  }

  /**
   * Publishes a staged file under a key in one atomic step and syncs the directory by durability.
   * Parents must exist (ENOENT when one was removed meanwhile: make them and try again). EISDIR
   * when a directory has the name, EEXIST when the mode is CREATE and anything has it, ESTALE when
   * the staged file itself is gone. REPLACE also replaces a symbolic link or a FIFO: ask for the
   * status first to keep those.
   *
   * @return the object's status afterwards
   */
  public FileStatus publish(String stagedName, ObjectKey key, PublishMode mode) throws FileFailure {
    return publisher.publish(StagedName.of(stagedName), key, mode);
  }

  /**
   * The same by the owner of an epoch of a cluster, through its own folder in staging. Throws a
   * {@link io.sluice.model.RefusedException} with NOT_OWNER when a later owner has removed that:
   * then nothing happened.
   */
  public FileStatus publish(String stagedName, ObjectKey key, PublishMode mode, long epoch)
      throws FileFailure {
    return publisher.publish(StagedName.of(stagedName), key, mode, epoch);
  }

  /**
   * Writes a short file into staging.
   *
   * @param epoch the owner's; 0 without a cluster
   */
  public StagedShort stage(ShortFile content, long epoch) throws FileFailure {
    return shortPublisher.stage(content, epoch);
  }

  /**
   * Publishes a short file by the owner of the epoch for which it was staged, by durability; where
   * {@link #syncsLater} it is kept only by {@link #syncPublished}. Refuses as {@link
   * #publish(String, ObjectKey, PublishMode, long)} does, and with EISDIR where a link, pipe or
   * device has the name.
   */
  public FileStatus publish(StagedShort staged, ObjectKey key, PublishMode mode)
      throws FileFailure {
    return shortPublisher.publish(staged, key, mode);
  }

  /** Whether short files are kept by one sync for many, once they have their names. */
  public boolean syncsLater() {
    return tree.syncsInOrder();
  }

  /** Keeps all short files that had been published when this was called. */
  public void syncPublished() throws FileFailure {
    shortPublisher.sync().sync();
  }

  /**
   * Removes a regular file by the owner of an epoch, in the same way as it publishes.
   *
   * @param unsynced what is to be synced then, by durability
   */
  public boolean remove(ObjectKey key, long epoch, UnsyncedNames unsynced) throws FileFailure {
    return publisher.remove(key, epoch, unsynced);
  }

  /** Syncs what is noted, which is noted no more. */
  public void sync(UnsyncedNames unsynced) throws FileFailure {
    tree.sync(unsynced);
  }

  /**
   * Removes a regular file; false when there was none. EISDIR for a directory. Syncs the directory
   * by durability. A symbolic link, FIFO or device is no object: false, and it stays.
   */
  public boolean remove(ObjectKey key) throws FileFailure {
    return publisher.remove(key);
  }

  /**
   * Gives a regular file another name in one atomic step, without moving data, and syncs both
   * directories by durability. What S3 stored goes along and goes on counting. The target's parents
   * must exist (ENOENT), EISDIR when a directory has the name, EEXIST when the mode is CREATE and
   * anything has it.
   *
   * @param moved is told at once, before the sync, the status of what has the target's name
   * @return that status, or null when nothing happened because the source is another by now
   */
  public @Nullable FileStatus move(Move move, Consumer<FileStatus> moved) throws FileFailure {
    return mover.file(move, moved);
  }

  /**
   * Gives a directory with all beneath it another name in one atomic step, and syncs by durability.
   * EEXIST when anything has the name, ENOENT when the target's parents are missing, EINVAL for a
   * place within itself, EBUSY or EXDEV where another file system is mounted.
   *
   * @param moved is run at once, before the sync
   * @return its status afterwards, or null when there is no such directory
   */
  public @Nullable FileStatus moveDirectory(ObjectKey source, ObjectKey target, Runnable moved)
      throws FileFailure {
    return mover.directory(source, target, moved);
  }

  /** Removes a directory if it is empty; false when it is not, or not there. */
  public boolean removeDirectory(ObjectKey directory) throws FileFailure {
    return directories.remove(directory);
  }

  /** The same with its parent to be synced then. */
  public boolean removeDirectory(ObjectKey directory, UnsyncedNames unsynced) throws FileFailure {
    return directories.remove(directory, unsynced);
  }

  /**
   * A queue of changes in directories that are to be named to it.
   *
   * @param limit the most directories that are watched
   */
  public DirectoryWatches watches(int limit) throws FileFailure {
    return DirectoryWatches.open(tree, limit);
  }

  /** Free and total space now (statfs). */
  public Space space() throws FileFailure {
    return StatCalls.fileSystem(tree.root().number(), "volume").space();
  }

  @Override
  public void close() {
    shortPublisher.close();
    tree.root().close();
    Descriptor held = lock;
    if (held != null) {
      held.close();
    }
  }
}
