package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * The reading of a large directory, of which a page needs no more than its next names. For one
 * thread; the look behind it is shared.
 */
final class PartialReading {
  private final ObjectKey directory;
  private final Look look;
  private final int part;
  private @Nullable Reach reach;
  private boolean ended;

  PartialReading(ObjectKey directory, Look look, int part) {
    this.directory = directory;
    this.look = look;
    this.part = part;
    this.reach = look.written();
  }

  ObjectKey directory() {
    return directory;
  }

  /**
   * Whether the index has all of the directory that comes before a key.
   *
   * @param next the next key in a scan that began after the last {@link #advance}; null for none
   * @param within the part of the key space that is of interest
   */
  boolean covers(@Nullable ObjectKey next, ObjectKey within) {
    Reach now = reach;
    if (ended) {
      return true;
    }
    if (now == null) {
      return false;
    }
    boolean isCovered = next != null && next.startsWith(directory) && now.covers(next);
    return isCovered || isBeyond(now.upTo(), within);
  }

  private static boolean isBeyond(ObjectKey key, ObjectKey prefix) {
    return key.compareTo(prefix) > 0 && !key.startsWith(prefix);
  }

  /** Has the index get some more names. After that only a new scan knows them. */
  void advance() throws FileFailure {
    reach = look.advance(part);
    ended = reach == null;
  }

  /** Whether it has ended without all names, so that the directory is to be made sure of anew. */
  boolean isLost() {
    Coverage.Outcome outcome = look.outcome();
    return ended && outcome != Coverage.Outcome.READ && outcome != Coverage.Outcome.COVERED;
  }

  /** Whether there is nothing more to come. */
  boolean isEnded() {
    return ended;
  }
}
