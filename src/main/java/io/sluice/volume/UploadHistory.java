package io.sluice.volume;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a journal tells of an upload.
 *
 * @param created null when the journal does not begin as it should
 * @param parts the acknowledged parts by number
 * @param unitBytes the size of regular parts, 0 while it is unknown
 * @param announced a Complete of which the journal does not say how it ended, or null
 * @param answer what the Complete that ended the upload answered, or null
 */
record UploadHistory(
    JournalLine.@Nullable Created created,
    SortedMap<Integer, JournalLine.Part> parts,
    long unitBytes,
    JournalLine.@Nullable Completing announced,
    JournalLine.@Nullable Completed answer) {

  /**
   * Reads a journal.
   *
   * @param files the names in the upload's folder. A line whose file is not there was written by an
   *     acknowledgement that failed; the part before it still counts
   */
  static UploadHistory of(List<JournalLine> lines, Set<String> files) {
    SortedMap<Integer, JournalLine.Part> parts = new TreeMap<>();
    long unitBytes = 0;
    JournalLine.Created created = null;
    JournalLine.Completing announced = null;
    JournalLine.Completed answer = null;
    for (JournalLine line : lines) {
      switch (line) {
        case JournalLine.Created first -> created = first;
        case JournalLine.Took _ -> {}
        case JournalLine.Part part -> {
          unitBytes = Math.max(unitBytes, unitOf(part));
          if (part.isInSlot() || files.contains(part.fileName())) {
            parts.put(part.number(), part);
          }
        }
        case JournalLine.Completing completing -> announced = completing;
        case JournalLine.Resumed _ -> announced = null;
        case JournalLine.Completed completed -> answer = completed;
      }
    }
    return new UploadHistory(created, parts, unitBytes, answer == null ? announced : null, answer);
  }

  // Parts that are not the first tell the unit exactly, and the first is never longer than it.
  private static long unitOf(JournalLine.Part part) {
    if (!part.isInSlot()) {
      return 0;
    }
    return part.number() == 1
        ? part.content().sizeBytes()
        : part.offsetBytes() / (part.number() - 1);
  }

  /** How many bytes the acknowledged parts hold. */
  long stagedBytes() {
    return parts.values().stream().mapToLong(part -> part.content().sizeBytes()).sum();
  }
}
