package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.index.Sightings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.KeyRules;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of one key now. The file decides: while its identity is that of the index row, the
 * row holds; else the row is read from the file again, and corrected.
 */
final class Freshener {
  /** How often others may write the same row meanwhile before the answer is given unwritten. */
  private static final int ROUNDS = 4;

  private final VolumeIndex index;
  private final Sightings sightings;
  private final EntryReader entries;
  private final RowGuard guard;
  private final MovedDirectories moved;

  Freshener(VolumeIndex index, EntryReader entries, RowGuard guard, MovedDirectories moved) {
    this.index = index;
    this.sightings = new Sightings(index);
    this.entries = entries;
    this.guard = guard;
    this.moved = moved;
  }

  /** The object of this key, null when there is none. */
  @Nullable ObjectEntry current(ObjectKey key) throws FileFailure {
    if (KeyRules.refusal(key) != null) {
      return null;
    }
    for (int round = 1; ; round++) {
      ObjectEntry row = index.object(key);
      if (row != null && !key.isDirectory() && isCurrent(row)) {
        return row;
      }
      try (Watch watch = guard.watch(key)) {
        ObjectEntry now = entries.object(key);
        ObjectEntry truth = now == null ? null : truth(now, index.object(key));
        if (write(watch, key, truth) || round == ROUNDS) {
          return truth;
        }
      }
    }
  }

  private ObjectEntry truth(ObjectEntry now, @Nullable ObjectEntry before) throws FileFailure {
    boolean isNew = before == null || before.identity().inode() != now.identity().inode();
    return isNew ? moved.known(now) : EntryReader.doubting(now, before);
  }

  private boolean isCurrent(ObjectEntry row) throws FileFailure {
    FileStatus status = entries.status(row.key());
    return status != null && status.identity().equals(row.identity());
  }

  private boolean write(Watch watch, ObjectKey key, @Nullable ObjectEntry truth) {
    if (truth == null) {
      return sightings.of(key) == null
          || guard.apply(watch, List.of(new RowChange.RemoveObject(key)));
    }
    return truth.equals(index.object(key)) || guard.appear(watch, truth);
  }
}
