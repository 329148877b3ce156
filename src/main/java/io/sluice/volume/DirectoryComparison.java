package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.files.VolumeRoot;
import io.sluice.index.ChildScan;
import io.sluice.index.IndexedChild;
import io.sluice.index.Sightings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compares single directories of the volume with the index. For one thread at a time. */
final class DirectoryComparison {
  private final VolumeRoot root;
  private final VolumeIndex index;
  private final Sightings sightings;
  private final Freshener freshener;
  private final Supplier<ListingSettings> settings;
  private final List<IndexDifference> found = new ArrayList<>();
  private final List<IndexDifference> behind = new ArrayList<>();
  private long files;

  DirectoryComparison(
      VolumeRoot root, VolumeIndex index, Freshener freshener, Supplier<ListingSettings> settings) {
    this.root = root;
    this.index = index;
    this.sightings = new Sightings(index);
    this.freshener = freshener;
    this.settings = settings;
  }

  /**
   * What differs in one directory, without what lies deeper.
   *
   * @param first whether it is the first time for this directory
   */
  List<IndexDifference> compare(ObjectKey directory, boolean first) throws FileFailure {
    found.clear();
    if (first) {
      behind.clear();
    }
    try (DirectoryScan scan = root.scan(directory)) {
      if (scan == null) {
        return List.of();
      }
      ListedNames listed = new ListedNames(directory);
      while (listed.more(scan)) {
        // All names, as a reading takes them.
      }
      files += first ? listed.names().size() : 0;
      try (ChildScan children = ChildScan.of(index, directory)) {
        merge(directory, scan, listed.names(), children);
      }
      itself(directory, listed.names().isEmpty());
      return List.copyOf(found);
    } catch (FileFailure failure) {
      if (Absence.is(failure.errno()) || Absence.isDenial(failure.errno())) {
        return List.of();
      }
      throw failure;
    }
  }

  /** Files of the directory last compared that were merely edited since; corrected by now. */
  List<IndexDifference> behind() {
    return List.copyOf(behind);
  }

  /** How many names were compared in all. */
  long files() {
    return files;
  }

  private void merge(
      ObjectKey directory, DirectoryScan scan, List<ListedName> names, ChildScan children)
      throws FileFailure {
    IndexedChild known = children.next();
    for (ListedName name : names) {
      while (known != null && Arrays.compareUnsigned(known.name(), name.utf8()) < 0) {
        extra(directory, scan, known);
        known = children.next();
      }
      boolean both = known != null && Arrays.equals(known.name(), name.utf8());
      here(key(directory, name.utf8()), scan, both ? known : null);
      known = both ? children.next() : known;
    }
    for (; known != null; known = children.next()) {
      extra(directory, scan, known);
    }
  }

  private void extra(ObjectKey directory, DirectoryScan scan, IndexedChild known)
      throws FileFailure {
    ObjectKey key = key(directory, known.name());
    FileStatus status = scan.status(key);
    boolean isThere = status != null && (key.isDirectory() || status.type() == FileType.REGULAR);
    if (!isThere) {
      add(IndexDifference.Kind.EXTRA, key, "in the index, but not on the volume");
    }
  }

  private void here(ObjectKey key, DirectoryScan scan, @Nullable IndexedChild known)
      throws FileFailure {
    FileStatus status = scan.status(key);
    if (status == null) {
      return;
    }
    if (known == null) {
      add(
          IndexDifference.Kind.MISSING,
          key,
          "on the volume as inode %d, but not in the index".formatted(status.identity().inode()));
    } else if (!key.isDirectory()) {
      file(key, status.identity());
    } else if (!known.hasRow()) {
      add(IndexDifference.Kind.DIRECTORY, key, "a directory of which only its content is known");
    }
  }

  private void file(ObjectKey key, FileIdentity now) throws FileFailure {
    FileIdentity then = sightings.of(key);
    if (then == null || then.equals(now)) {
      return; // Gone since the scan began: the next round tells.
    }
    // Two edits within one tick of the clock have the same time.
    if (then.inode() == now.inode() && now.ctimeNanos() >= then.ctimeNanos()) {
      behind.add(
          new IndexDifference(
              IndexDifference.Kind.BEHIND, key, "edited since it was indexed; corrected"));
      freshener.current(key);
    } else {
      add(IndexDifference.Kind.STALE, key, "indexed as %s, but is %s".formatted(then, now));
    }
  }

  /** The directory as an object. */
  private void itself(ObjectKey directory, boolean empty) {
    if (directory.equals(ObjectKey.ROOT)) {
      return;
    }
    ObjectEntry row = index.object(directory);
    boolean placeholder = row != null && Placeholders.is(row);
    if (empty && row == null && settings.get().listEmptyDirectories()) {
      add(IndexDifference.Kind.MISSING, directory, "an empty directory that is not in the index");
    } else if (!empty && placeholder) {
      add(IndexDifference.Kind.EXTRA, directory, "indexed as empty, but is not");
    }
  }

  private void add(IndexDifference.Kind kind, ObjectKey key, String detail) {
    found.add(new IndexDifference(kind, key, detail));
  }

  private static ObjectKey key(ObjectKey directory, byte[] name) {
    return directory.child(name);
  }
}
