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
    /** The index has another identity of a file than the volume. */
    STALE,
    /** The index does not know a directory as one. */
    DIRECTORY,
    /**
     * No fault: the file was edited in place since the index learned of it, and HEAD, GET or the
     * next walk would have noticed. Corrected now.
     */
    BEHIND
  }

  /** Whether the index was wrong where nothing would have corrected it. */
  public boolean isFault() {
    return kind != Kind.BEHIND;
  }
}
