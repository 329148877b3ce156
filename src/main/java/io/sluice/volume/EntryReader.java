package io.sluice.volume;

import io.sluice.files.DirectoryEntry;
import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.files.StoredAttributes;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.KeyRules;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads from the volume what an object is: its identity, and what S3 stored on it. */
final class EntryReader {
  /** How often a file may change between two looks before the last look is taken. */
  private static final int ROUNDS = 4;

  private final VolumeRoot root;
  private final BooleanSupplier listEmptyDirectories;

  EntryReader(VolumeRoot root, BooleanSupplier listEmptyDirectories) {
    this.root = root;
    this.listEmptyDirectories = listEmptyDirectories;
  }

  /** The status of what has this name, null when nothing has, or only a link or another kind. */
  @Nullable FileStatus status(ObjectKey key) throws FileFailure {
    try {
      FileStatus status = root.status(key);
      FileType wanted = key.isDirectory() ? FileType.DIRECTORY : FileType.REGULAR;
      return status != null && status.type() == wanted ? status : null;
    } catch (FileFailure failure) {
      if (Absence.is(failure.errno())) {
        return null;
      }
      throw failure;
    }
  }

  /** The object that a key names, null when there is none. */
  @Nullable ObjectEntry object(ObjectKey key) throws FileFailure {
    FileStatus status = status(key);
    if (status == null) {
      return null;
    }
    return key.isDirectory() ? directory(key, sizeless(status)) : file(key, status.identity());
  }

  /**
   * The object in a regular file.
   *
   * @param seen its identity at the first look; the answer's may be a later one
   */
  @Nullable ObjectEntry file(ObjectKey key, FileIdentity seen) throws FileFailure {
    FileIdentity identity = seen;
    for (int round = 1; ; round++) {
      StoredAttributes attributes = attributes(key);
      if (attributes == null) {
        return null;
      }
      ObjectEntry entry =
          new ObjectEntry(
              key, identity, attributes.metadata(), attributes.claim(), attributes.doubted());
      if (attributes.equals(StoredAttributes.NONE)) {
        return entry;
      }
      // Else the attributes of one file could be kept with the identity of the one before it.
      FileStatus after = status(key);
      if (after == null) {
        return null;
      }
      if (round == ROUNDS || after.identity().equals(identity)) {
        return entry;
      }
      identity = after.identity();
    }
  }

  /** A directory as an object: made one by S3, or listed because it is empty; else null. */
  private @Nullable ObjectEntry directory(ObjectKey key, FileIdentity identity) throws FileFailure {
    ObjectEntry marked = marked(key, identity);
    if (marked != null) {
      return marked;
    }
    return listEmptyDirectories.getAsBoolean() && isEmpty(key)
        ? Placeholders.of(key, identity)
        : null;
  }

  /** A directory that S3 made an object, else null. */
  @Nullable ObjectEntry marked(ObjectKey key, FileIdentity identity) throws FileFailure {
    StoredAttributes attributes = attributes(key);
    if (attributes == null || !attributes.isObject()) {
      return null;
    }
    // Changes beneath it change the directory's times, but never this content.
    FileIdentity sized =
        new FileIdentity(
            identity.inode(), attributes.bodyBytes(), identity.mtimeNanos(), identity.ctimeNanos());
    return new ObjectEntry(
        key,
        sized,
        attributes.metadata(),
        attributes.claim() != null ? attributes.claim() : Placeholders.EMPTY_CONTENT);
  }

  private boolean isEmpty(ObjectKey directory) throws FileFailure {
    try (DirectoryScan scan = root.scan(directory)) {
      if (scan == null) {
        return false;
      }
      List<DirectoryEntry> names = scan.next();
      while (!names.isEmpty()) {
        if (names.stream().anyMatch(EntryReader::isListable)) {
          return false;
        }
        names = scan.next();
      }
      return true;
    }
  }

  /**
   * What may be said of a file when the index knew another state of it. Attributes leave some
   * seconds after publishing in which a change of mode, a move and an edit with its time put back
   * look alike to them; a row knows the exact times, so from then on the content is in doubt. What
   * the row knew goes on as something to confirm, when only the change time has moved.
   */
  static ObjectEntry doubting(ObjectEntry now, @Nullable ObjectEntry before) {
    if (before == null
        || now.key().isDirectory()
        || before.identity().inode() != now.identity().inode()
        || before.identity().equals(now.identity())) {
      return now;
    }
    ContentClaim stored = claimed(now);
    ContentClaim known = isSameButChangeTime(before, now) ? claimed(before) : null;
    return now.withDoubted(known != null ? known : stored);
  }

  private static @Nullable ContentClaim claimed(ObjectEntry entry) {
    return entry.claim() != null ? entry.claim() : entry.doubted();
  }

  private static boolean isSameButChangeTime(ObjectEntry before, ObjectEntry now) {
    return before.identity().sizeBytes() == now.identity().sizeBytes()
        && before.identity().mtimeNanos() == now.identity().mtimeNanos();
  }

  /** A file on which S3 stored nothing. */
  static ObjectEntry bare(ObjectKey key, FileIdentity identity) {
    return new ObjectEntry(key, identity, StoredAttributes.NONE.metadata(), null);
  }

  /** Whether a name can be a key or lead to keys. */
  static boolean isListable(DirectoryEntry entry) {
    ObjectKey key = entry.key();
    return key != null
        && (entry.type() == FileType.REGULAR || entry.type() == FileType.DIRECTORY)
        && key.lengthBytes() <= KeyRules.MAX_KEY_BYTES
        && !isReservedAtRoot(key);
  }

  private static boolean isReservedAtRoot(ObjectKey key) {
    return key.byteAt(0) == '.' && KeyRules.isReserved(key);
  }

  private @Nullable StoredAttributes attributes(ObjectKey key) throws FileFailure {
    try {
      return root.attributes(key);
    } catch (FileFailure failure) {
      if (Absence.is(failure.errno())) {
        return null;
      }
      // A file that only its owner may read is listed all the same.
      if (Absence.isDenial(failure.errno())) {
        return StoredAttributes.NONE;
      }
      throw failure;
    }
  }

  /** The identity of a directory: its size says nothing. */
  static FileIdentity sizeless(FileIdentity identity) {
    return new FileIdentity(identity.inode(), 0, identity.mtimeNanos(), identity.ctimeNanos());
  }

  private static FileIdentity sizeless(FileStatus status) {
    return sizeless(status.identity());
  }
}
