package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.index.ChildScan;
import io.sluice.index.DirectoryRow;
import io.sluice.index.IndexFaultException;
import io.sluice.index.IndexMoment;
import io.sluice.index.IndexedChild;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares one directory of the volume with the index as it was when the comparison began. What
 * bears a later time than that is told apart, as changed since.
 */
final class DirectoryComparison {
  private final Sides sides;
  private final ObjectKey directory;
  private final DirectoryScan scan;
  private final boolean changed;
  private final boolean moved;
  private final List<IndexDifference> found = new ArrayList<>();
  private final List<byte[]> subdirectories = new ArrayList<>();
  private int files;

  /**
   * What is compared, in all directories.
   *
   * @param sinceNanos when it began, by the file system's clock; {@link Long#MAX_VALUE} where that
   *     can't be told, so that nothing counts as changed since
   * @param goesOn called before each name; what it throws ends the comparison
   */
  record Sides(
      IndexMoment moment,
      EntryReader entries,
      boolean listsEmpty,
      long sinceNanos,
      Runnable goesOn) {
    boolean isSince(FileIdentity identity) {
      return identity.ctimeNanos() >= sinceNanos;
    }
  }

  /**
   * @param scan of the directory, still unread
   * @param aboveMoved whether a directory that this one lies in was renamed since
   */
  DirectoryComparison(Sides sides, ObjectKey directory, DirectoryScan scan, boolean aboveMoved) {
    this.sides = sides;
    this.directory = directory;
    this.scan = scan;
    this.changed = sides.isSince(scan.identity());
    this.moved = aboveMoved || isMoved();
  }

  /** Whether files in here may be new although they are old: they came with their directory. */
  boolean moved() {
    return moved;
  }

  List<IndexDifference> found() {
    return found;
  }

  /** The names of directories in here, in key order. */
  List<byte[]> subdirectories() {
    return subdirectories;
  }

  /** How many names that are no directories'. */
  int files() {
    return files;
  }

  /** A rename moves a directory's change time, and leaves what the index knows of its inode. */
  private boolean isMoved() {
    FileIdentity now = scan.identity();
    if (!changed || directory.equals(ObjectKey.ROOT)) {
      return false;
    }
    DirectoryRow row = sides.moment().directory(directory);
    FileIdentity readAt = row == null ? null : row.readAt();
    if (readAt != null && readAt.inode() == now.inode()) {
      return false;
    }
    ObjectKey before = sides.moment().directoryOf(now.inode());
    return now.mtimeNanos() < sides.sinceNanos() || (before != null && !before.equals(directory));
  }

  void run() throws FileFailure {
    ListedNames listed = new ListedNames(directory);
    while (listed.more(scan)) {
      // All names, as a reading takes them.
    }
    for (int at = 0; at < listed.names().size(); at++) {
      if (listed.names().isDirectory(at)) {
        subdirectories.add(listed.names().name(at));
      }
    }
    files = listed.names().size() - subdirectories.size();
    try (ChildScan children = sides.moment().children(directory)) {
      merge(listed.names(), children);
      itself(listed.names().isEmpty());
    } catch (IndexFaultException fault) {
      String detail = "the index can't be read here: " + fault.getMessage();
      found.add(new IndexDifference(IndexDifference.Kind.DAMAGED, directory, detail));
      throw fault;
    }
  }

  private void merge(PackedNames listed, ChildScan children) throws FileFailure {
    IndexedChild known = children.next();
    for (int at = 0; at < listed.size(); at++) {
      sides.goesOn().run();
      while (known != null && listed.compareTo(at, known.name()) > 0) {
        extra(known);
        known = children.next();
      }
      boolean both = known != null && listed.compareTo(at, known.name()) == 0;
      here(listed.key(directory, at), both ? known : null);
      known = both ? children.next() : known;
    }
    for (; known != null; known = children.next()) {
      extra(known);
    }
  }

  /** The directory's own times tell that names went, but not which. */
  private void extra(IndexedChild known) throws FileFailure {
    ObjectKey key = directory.child(known.name());
    FileStatus status = scan.status(key);
    boolean isThere = status != null && (key.isDirectory() || status.type() == FileType.REGULAR);
    if (!isThere) {
      add(IndexDifference.Kind.EXTRA, key, changed, "in the index, but not on the volume");
    }
  }

  private void here(ObjectKey key, @Nullable IndexedChild known) throws FileFailure {
    FileStatus status = scan.status(key);
    if (status == null) {
      return; // Gone since its name was read.
    }
    if (known == null) {
      boolean isNew = sides.isSince(status.identity()) && (changed || !key.isDirectory());
      long inode = status.identity().inode();
      String detail = "on the volume as inode %d, but not in the index".formatted(inode);
      add(IndexDifference.Kind.MISSING, key, isNew || moved, detail);
    } else if (!key.isDirectory()) {
      file(key, status.identity());
    } else if (!known.hasRow()) {
      String detail = "a directory of which only its content is known";
      add(IndexDifference.Kind.DIRECTORY, key, false, detail);
    }
  }

  private void file(ObjectKey key, FileIdentity now) throws FileFailure {
    FileIdentity then = sides.moment().seen(key);
    if (then == null) {
      return;
    }
    if (!then.equals(now)) {
      boolean isSince = sides.isSince(now) || (moved && then.inode() != now.inode());
      String detail = "indexed as %s, but is %s".formatted(then, now);
      add(IndexDifference.Kind.STALE, key, isSince, detail);
      return;
    }
    ObjectEntry row = sides.moment().object(key);
    if (row == null) {
      return; // Seen alone: what S3 stored on it is asked of the file itself.
    }
    ObjectEntry stored =
        scan.isBare(key) ? EntryReader.bare(key, now) : sides.entries().file(key, now);
    String other = stored == null || !stored.identity().equals(now) ? null : other(row, stored);
    if (other != null) {
      add(IndexDifference.Kind.STALE, key, false, other);
    }
  }

  /** Where a row says something else than what S3 stored on the file, null where it does not. */
  private static @Nullable String other(ObjectEntry row, ObjectEntry stored) {
    if (!row.metadata().equals(stored.metadata())) {
      return "indexed with other metadata than the file has";
    }
    boolean both = row.claim() != null && stored.claim() != null;
    return both && !row.tag().equals(stored.tag())
        ? "indexed with ETag %s, but has %s".formatted(row.tag().value(), stored.tag().value())
        : null;
  }

  /** The directory as an object. */
  private void itself(boolean empty) throws FileFailure {
    if (directory.equals(ObjectKey.ROOT)) {
      return;
    }
    ObjectEntry row = sides.moment().object(directory);
    boolean placeholder = row != null && Placeholders.is(row);
    FileIdentity now = EntryReader.sizeless(scan.identity());
    boolean marked = sides.entries().marked(directory, now) != null;
    String missing = null;
    String extra = null;
    if (marked && (row == null || placeholder)) {
      missing = "a directory object that is not in the index";
    } else if (empty && row == null && sides.listsEmpty()) {
      missing = "an empty directory that is not in the index";
    } else if (!empty && placeholder) {
      extra = "indexed as empty, but is not";
    } else if (!marked && row != null && !placeholder) {
      extra = "indexed as a directory object, but is none";
    }
    if (missing != null) {
      add(IndexDifference.Kind.MISSING, directory, changed || moved, missing);
    } else if (extra != null) {
      add(IndexDifference.Kind.EXTRA, directory, changed || moved, extra);
    }
  }

  private void add(IndexDifference.Kind kind, ObjectKey key, boolean isSince, String detail) {
    found.add(
        isSince
            ? new IndexDifference(
                IndexDifference.Kind.CHANGED, key, detail + "; changed since the comparison began")
            : new IndexDifference(kind, key, detail));
  }
}
