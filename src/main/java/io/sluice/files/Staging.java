package io.sluice.files;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The staging folder of one volume, {@code .s3compat_uploads/sluice/}: bodies in {@code put/},
 * uploads in {@code uploads/ID/}. What other programs left in {@code .s3compat_uploads} is not
 * touched. Made again when a pod removes it.
 *
 * <p>Upload ids and file names are letters, digits and {@code . _ - = ~}; others are EINVAL.
 */
public final class Staging {
  private static final int NAME_BYTES = 16;
  private static final int MAKE = OpenFlags.READ_WRITE | OpenFlags.CREATE;

  /** How often a folder is emptied again into which somebody is still writing. */
  private static final int TRIES = 10;

  private final Volume volume;
  private final Tree tree;
  private final EpochFolders folders;
  private final StagingSweep sweep;

  /** Bodies of requests that are being received by this process. */
  private final Set<String> receiving = ConcurrentHashMap.newKeySet();

  Staging(Volume volume) {
    this.volume = volume;
    this.tree = volume.tree();
    this.folders = new EpochFolders(tree);
    this.sweep = new StagingSweep(volume);
  }

  /** A new, empty staged file for one PUT or copy. */
  public StagedFile create() throws FileFailure {
    return create(0);
  }

  /**
   * The same where the owner of an epoch publishes from. When its folder is gone, as there is a new
   * owner, the file lies where any owner takes it from; nobody but an owner makes such a folder.
   */
  public StagedFile create(long epoch) throws FileFailure {
    String random = randomName();
    int flags = MAKE | OpenFlags.EXCLUSIVE;
    if (epoch > 0) {
      StagedName name = StagedName.ofPut(epoch, random);
      int result = tree.tryOpenOwn(name.path(), flags);
      if (!Errno.ENOENT.is(result)) {
        return new StagedFile(volume, name, Descriptor.of(result, name.text()), false);
      }
    }
    StagedName name = StagedName.ofPut(random);
    int result = tree.tryOpenOwn(name.path(), flags);
    if (Errno.ENOENT.is(result)) {
      OwnFolders.makeStaging(tree);
      result = tree.tryOpenOwn(name.path(), flags);
    }
    Descriptor file = Descriptor.of(result, name.text());
    receiving.add(name.text());
    return new StagedFile(volume, name, file, false).onClose(() -> receiving.remove(name.text()));
  }

  private String randomName() {
    byte[] random = new byte[NAME_BYTES];
    volume.random().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * Makes this epoch's owner the only one that can publish, when former ones may be asleep in the
   * middle of it. ESTALE when a later owner has been here.
   *
   * @param proof throws when this node is not the owner any more; asked before each step
   */
  public void fence(long epoch, Runnable proof) throws FileFailure {
    OwnFolders.makeStaging(tree);
    folders.fence(epoch, proof::run);
  }

  /** The latest epoch that a fence was put up for, 0 for none: a new owner must be after it. */
  public long newestEpoch() throws FileFailure {
    OwnFolders.makeStaging(tree);
    return folders.epochs().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Makes the folder of an upload. */
  public void createFolder(String uploadId) throws FileFailure {
    String folder = StagedName.uploadFolder(uploadId);
    OwnFolders.makeStaging(tree);
    OwnFolders.make(tree, folder);
  }

  /** The inode of an upload's folder. */
  public long folderInode(String uploadId) throws FileFailure {
    try (Descriptor folder =
        tree.openOwn(StagedName.uploadFolder(uploadId), OpenFlags.PATH_DIRECTORY)) {
      return folder.stat().inode();
    }
  }

  /** Removes the folder of an upload and all in it; nothing happens when it is gone. */
  public void removeFolder(String uploadId) throws FileFailure {
    String path = StagedName.uploadFolder(uploadId);
    try (Descriptor uploads = tree.openOwn(OwnFolders.UPLOADS, OpenFlags.READ_DIRECTORY)) {
      int result;
      int tries = 0;
      do {
        empty(path);
        result = NameCalls.unlink(uploads.name(Tree.bytes(uploadId)), NameCalls.REMOVE_DIRECTORY);
        tries++;
      } while (Errno.ENOTEMPTY.is(result) && tries < TRIES);
      FileFailure.check(result, "unlinkat", path);
      tree.syncNames(uploads);
    } catch (FileFailure e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
    }
  }

  private void empty(String path) throws FileFailure {
    try (Descriptor folder = tree.openOwn(path, OpenFlags.PATH_DIRECTORY)) {
      for (byte[] name : StagedFiles.names(tree, path)) {
        StagedFiles.remove(volume, folder, name);
      }
    }
  }

  /** The uploads that have a folder. */
  public List<String> folders() throws FileFailure {
    OwnFolders.makeStaging(tree);
    List<String> folders = new ArrayList<>();
    for (byte[] name : StagedFiles.names(tree, OwnFolders.UPLOADS)) {
      folders.add(ShownName.of(name));
    }
    return folders;
  }

  /** The names of the files of an upload; empty when it has no folder. */
  public List<String> files(String uploadId) throws FileFailure {
    List<String> files = new ArrayList<>();
    try {
      for (byte[] name : StagedFiles.names(tree, StagedName.uploadFolder(uploadId))) {
        files.add(ShownName.of(name));
      }
    } catch (FileFailure failure) {
      if (failure.errno() != Errno.ENOENT) {
        throw failure;
      }
    }
    return files;
  }

  /** Opens, or makes, a file in the folder of an upload for writing. It is kept on close. */
  public StagedFile openInFolder(String uploadId, String name, boolean create) throws FileFailure {
    StagedName staged = StagedName.ofUpload(uploadId, name);
    return openForWrite(staged, create ? MAKE : OpenFlags.READ_WRITE);
  }

  /** Opens a staged file by its {@link StagedFile#name()} for writing; kept on close. */
  public StagedFile reopen(String name) throws FileFailure {
    return openForWrite(StagedName.of(name), OpenFlags.READ_WRITE);
  }

  private StagedFile openForWrite(StagedName name, int flags) throws FileFailure {
    Descriptor file = tree.openOwn(name.path(), flags);
    return new StagedFile(volume, name, file, true);
  }

  /** Opens a staged file by name for reading, null when there is none. */
  public @Nullable OpenFile openForRead(String name) throws FileFailure {
    int result = tree.tryOpenOwn(StagedName.of(name).path(), OpenFlags.PATH_ANY);
    return Tree.isAbsent(result) ? null : OpenFile.of(Descriptor.of(result, name), volume);
  }

  /**
   * Puts an upload's file back into its folder that an owner brought in to publish it, and then did
   * not.
   */
  public void putBack(String name, long epoch) throws FileFailure {
    folders.leave(StagedName.of(name), epoch);
  }

  /** Whether a body is still in staging, wherever fences have moved it. */
  public boolean isStaged(String name) throws FileFailure {
    return folders.find(StagedName.of(name)) != null;
  }

  /** Removes one staged file by name; nothing happens when it is gone. */
  public void remove(String name) throws FileFailure {
    StagedFiles.remove(volume, StagedName.of(name));
  }

  /**
   * Appends one record (a line of text) to a small journal in an upload's folder, and syncs it by
   * the durability.
   *
   * @throws IllegalArgumentException if the record holds a line feed
   */
  public void append(String uploadId, String journal, String line) throws FileFailure {
    StagedName name = StagedName.ofUpload(uploadId, journal);
    try (Descriptor file = tree.openOwn(name.path(), MAKE | OpenFlags.APPEND)) {
      boolean isNew = file.stat().status().identity().sizeBytes() == 0;
      Journal.append(file, line);
      if (tree.syncs()) {
        FileFailure.check(DataCalls.syncData(file.number()), "fdatasync", name.text());
      }
      if (isNew) {
        syncFolder(name);
      }
    }
  }

  private void syncFolder(StagedName name) throws FileFailure {
    try (Descriptor folder = tree.openOwn(name.folder(), OpenFlags.READ_DIRECTORY)) {
      tree.syncNames(folder);
    }
  }

  /** The whole lines of a journal; a torn last line is left out. Empty when there is none. */
  public List<String> lines(String uploadId, String journal) throws FileFailure {
    StagedName name = StagedName.ofUpload(uploadId, journal);
    int result = tree.tryOpenOwn(name.path(), OpenFlags.READ);
    if (Errno.ENOENT.is(result)) {
      return List.of();
    }
    try (Descriptor file = Descriptor.of(result, name.text())) {
      return Journal.lines(file);
    }
  }

  /**
   * Removes bodies in {@code put/} that were last written to before a moment, unless this process
   * still has them open.
   *
   * @return how many there were
   */
  public int sweepBodies(long beforeMillis) throws FileFailure {
    OwnFolders.makeStaging(tree);
    int removed = sweepBodies(OwnFolders.PUT, beforeMillis);
    for (long epoch : folders.epochs()) {
      removed += sweepBodies(EpochFolders.folder(epoch), beforeMillis);
    }
    return removed;
  }

  private int sweepBodies(String path, long beforeMillis) throws FileFailure {
    return sweep.sweep(
        path,
        (folder, name) -> {
          String text = ShownName.of(name);
          return StagedFiles.changedMillis(folder, name) < beforeMillis
              && receiving.stream().noneMatch(body -> body.endsWith('/' + text));
        });
  }

  /** What the bodies that this process receives have taken of the volume so far. */
  public long receivedBytes() throws FileFailure {
    long bytes = 0;
    for (String body : receiving) {
      try (OpenFile file = openForRead(body)) {
        bytes += file == null ? 0 : file.status().identity().sizeBytes();
      }
    }
    return bytes;
  }

  /** When a file of an upload was last written to; 0 when it has none. */
  public long changedMillis(String uploadId) throws FileFailure {
    String path = StagedName.uploadFolder(uploadId);
    long newest = 0;
    try (Descriptor folder = tree.openOwn(path, OpenFlags.PATH_DIRECTORY)) {
      for (byte[] name : StagedFiles.names(tree, path)) {
        newest = Math.max(newest, StagedFiles.changedMillis(folder, name));
      }
    } catch (FileFailure failure) {
      if (failure.errno() != Errno.ENOENT) {
        throw failure;
      }
    }
    return newest;
  }

  /** A count of what other programs left beside our part of the staging folder. */
  public LeftOvers leftOvers() {
    return new LeftOvers(tree);
  }

  /**
   * Removes bodies in {@code put/} that no live process holds: all, when this node alone serves the
   * volume. What can't be removed is logged and left, and so are directories, which are pods'.
   *
   * @return how many there were
   */
  public int sweepBodies() throws FileFailure {
    OwnFolders.makeStaging(tree);
    folders.dissolve();
    return sweep.sweep(OwnFolders.PUT, (folder, name) -> true);
  }
}
