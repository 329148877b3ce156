package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.index.DirectoryRow;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import org.jspecify.annotations.Nullable;

/** A look at a directory: one call while it has not changed, else its names are read. */
final class DirectoryCheck implements Look.Steps {
  /** How often the index may get another store while one directory is read. */
  private static final int ROUNDS = 16;

  private final VolumeIndex index;
  private final EntryReader entries;
  private final DirectoryReader reader;
  private final ObjectKey directory;
  private final boolean ahead;
  private int rounds;
  private boolean mustRead;
  private DirectoryReader.@Nullable Reading reading;

  /**
   * @param ahead whether nobody waits for it
   */
  DirectoryCheck(Parts parts, ObjectKey directory, boolean mustRead, boolean ahead) {
    this.ahead = ahead;
    this.index = parts.index();
    this.entries = parts.entries();
    this.reader = parts.reader();
    this.directory = directory;
    this.mustRead = mustRead;
  }

  /** What looks have in common. */
  record Parts(VolumeIndex index, EntryReader entries, DirectoryReader reader) {}

  @Override
  public Coverage.@Nullable Outcome step(int most) throws FileFailure {
    if (!mustRead && isUnchanged()) {
      return Coverage.Outcome.COVERED;
    }
    mustRead = true;
    DirectoryReader.Reading open = reading;
    if (open == null) {
      open = reader.begin(directory, ahead);
      reading = open;
    }
    return switch (open.step(most)) {
      case READ -> Coverage.Outcome.READ;
      case GONE -> Coverage.Outcome.GONE;
      case DENIED -> Coverage.Outcome.DENIED;
      case AGAIN -> again(open);
      case null -> null;
    };
  }

  private Coverage.@Nullable Outcome again(DirectoryReader.Reading outdated) {
    outdated.close();
    reading = null;
    if (++rounds == ROUNDS) {
      throw Refusal.exception(
          Reason.SLOW_DOWN, "The index of the volume is being made anew; try again.");
    }
    return null;
  }

  private boolean isUnchanged() throws FileFailure {
    DirectoryRow row = index.directory(directory);
    if (row == null || row.readAt() == null || row.racy()) {
      return false;
    }
    FileStatus status = statusIfAllowed();
    return status != null && EntryReader.sizeless(status.identity()).equals(row.readAt());
  }

  private @Nullable FileStatus statusIfAllowed() throws FileFailure {
    try {
      return entries.status(directory);
    } catch (FileFailure failure) {
      if (Absence.isDenial(failure.errno())) {
        return null; // Trying to read it then tells the same, once more and in one place.
      }
      throw failure;
    }
  }

  @Override
  public @Nullable Reach written() {
    return reading == null ? null : reading.written();
  }

  @Override
  public @Nullable DirectoryTally tally() {
    return reading == null ? null : reading.tally();
  }

  @Override
  public void close() {
    if (reading != null) {
      reading.close();
    }
  }
}
