package io.sluice.volume;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sluice.model.Checksum;
import io.sluice.model.ObjectKey;
import io.sluice.model.PartContent;
import io.sluice.model.PartSummary;
import io.sluice.model.UploadInfo;
import io.sluice.model.UploadSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the journal that lies with an upload's parts on the volume. The journal is the truth
 * about the upload; the index only repeats it for listings.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JournalLine.Created.class, name = "created"),
  @JsonSubTypes.Type(value = JournalLine.Part.class, name = "part"),
  @JsonSubTypes.Type(value = JournalLine.Completing.class, name = "completing"),
  @JsonSubTypes.Type(value = JournalLine.Resumed.class, name = "resumed"),
  @JsonSubTypes.Type(value = JournalLine.Completed.class, name = "completed")
})
sealed interface JournalLine {
  /** The upload began. Always the first line. */
  record Created(String key, long initiatedMillis, UploadSpec spec) implements JournalLine {
    UploadInfo info(String uploadId) {
      return new UploadInfo(
          ObjectKey.of(key), uploadId, Instant.ofEpochMilli(initiatedMillis), spec);
    }
  }

  /** A part was acknowledged; it takes the place of an earlier one with its number. */
  record Part(
      int number, PartContent content, String fileName, long offsetBytes, long modifiedMillis)
      implements JournalLine {
    PartSummary summary() {
      return new PartSummary(
          number,
          Instant.ofEpochMilli(modifiedMillis),
          content.md5Hex(),
          content.sizeBytes(),
          content.checksum());
    }

    /** Where this part would lie in a file of parts that all have one size. */
    boolean isInSlot() {
      return fileName.equals(UploadFiles.BODY);
    }
  }

  /**
   * About to be published from this file; once the file is gone from staging, it was. So the file
   * may be removed otherwise only after {@link Resumed} was written.
   */
  record Completing(String fileName, String tag, @Nullable Checksum checksum)
      implements JournalLine {}

  /** What was announced before came to nothing: the upload goes on. */
  record Resumed() implements JournalLine {}

  /** Published; kept for a while so that a repeated Complete gets the same answer. */
  record Completed(String tag, @Nullable Checksum checksum, long completedMillis)
      implements JournalLine {}
}
