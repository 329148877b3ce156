package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.VolumeRoot;
import io.sluice.index.ChildScan;
import io.sluice.index.IndexedChild;
import io.sluice.index.Sightings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * A pass over the files that the index has in one directory: each is compared with the volume,
 * which finds edits in place. Done in steps.
 */
final class EntrySweep implements AutoCloseable {
  private final VolumeIndex index;
  private final Sightings sightings;
  private final Freshener freshener;
  private final ObjectKey directory;
  private final @Nullable DirectoryScan scan;
  private byte[] last = new byte[0];

  EntrySweep(VolumeIndex index, Freshener freshener, VolumeRoot root, ObjectKey directory)
      throws FileFailure {
    this.index = index;
    this.sightings = new Sightings(index);
    this.freshener = freshener;
    this.directory = directory;
    this.scan = root.scan(directory);
  }

  /**
   * Goes on for so many names.
   *
   * @return how many there were: fewer at the end
   */
  int step(int most) throws FileFailure {
    int seen = 0;
    // A new scan each time: an open one would keep the index from freeing what it replaces.
    try (ChildScan children = ChildScan.after(index, directory, last)) {
      while (seen < most) {
        IndexedChild child = children.next();
        if (child == null) {
          break;
        }
        seen++;
        last = child.name();
        if (!child.isDirectory()) {
          file(child);
        }
      }
    }
    return seen;
  }

  private void file(IndexedChild child) throws FileFailure {
    ObjectKey key = directory.child(child.name());
    FileStatus status = scan == null ? null : scan.status(key);
    FileIdentity row = sightings.of(key);
    if (status == null || row == null || !row.equals(status.identity())) {
      freshener.current(key);
    }
  }

  @Override
  public void close() {
    if (scan != null) {
      scan.close();
    }
  }
}
