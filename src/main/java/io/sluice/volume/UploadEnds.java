package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.StagedFile;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done when an upload has ended, and how to find out whether it has. */
final class UploadEnds {
  private static final Logger log = LoggerFactory.getLogger(UploadEnds.class);
  private static final int MOST_PARTS = 10_000;

  private final Workings workings;
  private final UploadFiles files;

  UploadEnds(Workings workings, UploadFiles files) {
    this.workings = workings;
    this.files = files;
  }

  /**
   * Finds out what became of a Complete that was announced and then refused or failed. To be called
   * before anything else is done to the upload.
   */
  void settle(UploadState state) throws FileFailure {
    JournalLine.Completing announced = state.announced();
    if (announced == null) {
      return;
    }
    if (!files.exists(state.id(), announced.fileName())) {
      completed(state, announced);
      return;
    }
    boolean isCopy = UploadFiles.isAssembled(announced.fileName());
    if (isCopy) {
      // Frees its space, which the next line may need, while its name still says "not published".
      empty(state.id(), announced.fileName());
    }
    files.append(state.id(), new JournalLine.Resumed());
    state.announce(null);
    if (isCopy) {
      files.remove(state.id(), announced.fileName());
    }
  }

  private void empty(String uploadId, String fileName) throws FileFailure {
    try (StagedFile copy = files.staging().openInFolder(uploadId, fileName, false)) {
      copy.truncate(0);
    }
  }

  /** The object is published: remembers the answer, and removes what it no longer needs. */
  JournalLine.Completed completed(UploadState state, JournalLine.Completing announced) {
    return completed(state, announced, stagedBytes(state));
  }

  /**
   * The same.
   *
   * @param stagedBytes what all its parts add up to
   */
  JournalLine.Completed completed(
      UploadState state, JournalLine.Completing announced, long stagedBytes) {
    var line =
        new JournalLine.Completed(announced.tag(), announced.checksum(), workings.clock().millis());
    end(state, line, stagedBytes);
    try {
      files.append(state.id(), line);
      files.removeOthers(state.id(), Set.of());
    } catch (FileFailure failure) {
      // The announcement and the missing file say the same, and the next start cleans up.
      log.atWarn().addKeyValue("upload", state.id()).log(failure.getMessage());
    }
    workings.index().removeUpload(state.id());
    return line;
  }

  /** Nothing of the upload is to remain. */
  void aborted(UploadState state) throws FileFailure {
    end(state, null, stagedBytes(state));
    try {
      files.removeAll(state.id());
    } finally {
      // Last: while there is a journal, another store of the index gets the rows from it.
      workings.index().removeUpload(state.id());
    }
  }

  private void end(UploadState state, JournalLine.@Nullable Completed line, long stagedBytes) {
    state.end(line);
    state.attempts().forEach(attempt -> workings.space().release(attempt.reservation()));
    workings.space().stagedChanged(-stagedBytes);
  }

  private long stagedBytes(UploadState state) {
    long staged = 0;
    for (JournalLine.Part part : Uploads.partsAfter(workings.index(), state, 0, MOST_PARTS)) {
      staged += part.content().sizeBytes();
    }
    return staged;
  }
}
