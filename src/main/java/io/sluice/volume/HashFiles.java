package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.QuietFile;
import io.sluice.files.VolumeRoot;
import io.sluice.index.HashNotes;
import io.sluice.index.Sighting;
import io.sluice.index.Sightings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens files for hashing, and writes what was found to the index: if the file is still in the
 * state in which it was opened, and nobody else wrote its row.
 */
final class HashFiles {
  private final VolumeRoot root;
  private final Sightings sightings;
  private final RowGuard guard;
  private final HashNotes notes;
  private final long resumableBytes;

  HashFiles(VolumeRoot root, VolumeIndex index, RowGuard guard, long resumableBytes) {
    this.root = root;
    this.sightings = new Sightings(index);
    this.guard = guard;
    this.notes = new HashNotes(index);
    this.resumableBytes = resumableBytes;
  }

  /** The row to hash for, null when there is nothing to hash. */
  @Nullable ObjectEntry row(ObjectKey key) {
    ObjectEntry row = key.isDirectory() ? null : known(key);
    return row == null || row.claim() != null ? null : row;
  }

  /** The row; of a file that was only seen, as if S3 had stored nothing on it. */
  private @Nullable ObjectEntry known(ObjectKey key) {
    Sighting row = sightings.look(key);
    return row == null ? null : known(row);
  }

  /** The same of a row at hand. */
  static ObjectEntry known(Sighting row) {
    ObjectEntry entry = row.entry();
    return entry == null ? EntryReader.bare(row.key(), row.identity()) : entry;
  }

  /**
   * Opens the file of a row; null when it is not in that state any more, or more is to be read of
   * it first.
   */
  @Nullable FileHash open(ObjectEntry row) throws FileFailure {
    QuietFile file = root.openQuietly(row.key());
    if (file == null) {
      return null;
    }
    boolean usable = false;
    try {
      usable = file.status().identity().equals(row.identity()) && isAllKnown(row.key(), file);
    } finally {
      if (!usable) {
        file.close();
      }
    }
    return usable ? hash(row, file) : null;
  }

  /**
   * The rows of some files with one look; whoever holds the watch hears of what becomes of them
   * after that.
   */
  Map<ObjectKey, Sighting> rows(List<ObjectKey> keys) {
    return sightings.look(keys);
  }

  /** What opens files that are neighbours. */
  NeighbourFiles neighbours() {
    return new NeighbourFiles(root);
  }

  /** To be opened before looking at some files. */
  Watch watch(List<ObjectKey> keys) {
    return guard.watch(keys);
  }

  /**
   * Writes results of files that were looked at since the watch was opened.
   *
   * @return the keys of those that others wrote meanwhile: of them nothing was written
   */
  Set<ObjectKey> conclude(Watch watch, List<ObjectEntry> results) {
    return results.isEmpty() ? Set.of() : guard.learn(watch, results);
  }

  private boolean isAllKnown(ObjectKey key, QuietFile file) throws FileFailure {
    return sightings.unread(key) == null || file.isBare();
  }

  /** Begins with a file that was found in the state of its row, and closes it in the end. */
  FileHash hash(ObjectEntry row, QuietFile file) {
    FileHash hash = new FileHash(row, file, row.identity().sizeBytes() > resumableBytes);
    if (hash.isResumable()) {
      resume(hash);
    }
    return hash;
  }

  private void resume(FileHash hash) {
    ObjectKey key = hash.entry().key();
    byte[] kept = notes.get(key);
    HashNote note = kept == null ? null : HashNote.decode(kept);
    if (note != null && note.isOf(hash.entry())) {
      hash.resume(note);
    } else if (kept != null) {
      notes.remove(key);
    }
  }

  /** Writes down how far a long file is hashed. */
  void keep(FileHash hash) {
    HashNote note = hash.note();
    if (note != null) {
      notes.put(hash.entry().key(), note.encode());
    }
  }

  /** Drops notes of files that changed, are gone, or were hashed. */
  void dropStaleNotes() {
    for (ObjectKey key : notes.keys()) {
      ObjectEntry row = row(key);
      byte[] kept = row == null ? null : notes.get(key);
      HashNote note = kept == null ? null : HashNote.decode(kept);
      if (row == null || note == null || !note.isOf(row)) {
        notes.remove(key);
      }
    }
  }

  /**
   * Writes the result of a file that was read to its end.
   *
   * @return the object now, null when it changed meanwhile: then nothing was written
   */
  @Nullable ObjectEntry conclude(FileHash hash) throws FileFailure {
    ObjectKey key = hash.entry().key();
    if (hash.isResumable()) {
      notes.remove(key);
    }
    // Opened before looking: who publishes or tags from now on, has the last word.
    try (Watch watch = guard.watch(key)) {
      if (!hash.entry().equals(known(key)) || !hash.isUnchanged()) {
        return null;
      }
      ObjectEntry result = hash.result();
      return guard.apply(watch, List.of(new RowChange.PutObject(result, true))) ? result : null;
    }
  }
}
