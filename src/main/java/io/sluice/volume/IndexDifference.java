package io.sluice.volume;

import io.sluice.model.ObjectKey;

/**
 * Where the index and the volume say different things.
 *
 * @param key of the file, or of the directory
 * @param detail for people
 */
public record IndexDifference(Kind kind, ObjectKey key, String detail) {
  /** What differs. */
  public enum Kind {
    /** The volume has it, the index has not. */
    MISSING,
    /** The index has it, the volume has not. */
    EXTRA,
    /** The index says something else of a file than the volume does. */
    STALE,
    /** The index does not know a directory as one. */
    DIRECTORY,
    /** The index can't be read there. */
    DAMAGED,
    /** No difference: the volume was changed there after the comparison began. */
    CHANGED
  }

  /** Whether the index was other than the volume when the comparison began. */
  public boolean isFault() {
    return kind != Kind.CHANGED;
  }
}
