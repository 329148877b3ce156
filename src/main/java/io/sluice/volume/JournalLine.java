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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the journal that lies with an upload's parts on the volume. The journal is the truth
 * about the upload; the index only repeats it for listings.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JournalLine.Created.class, name = "created"),
  @JsonSubTypes.Type(value = JournalLine.Took.class, name = "took"),
  @JsonSubTypes.Type(value = JournalLine.Part.class, name = "part"),
  @JsonSubTypes.Type(value = JournalLine.Completing.class, name = "completing"),
  @JsonSubTypes.Type(value = JournalLine.Resumed.class, name = "resumed"),
  @JsonSubTypes.Type(value = JournalLine.Completed.class, name = "completed")
})
sealed interface JournalLine {
  /**
   * A new owner of the volume has taken the upload over: the first line of its own journal.
   *
   * @param lines the former owners' journals, in order, and how many lines of each count
   */
  record Took(Map<String, Integer> lines) implements JournalLine {
    public Took {
      lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
    }
  }

  /** The upload began. Always the first line, unless the volume has changed hands. */
  record Created(String key, long initiatedMillis, UploadSpec spec) implements JournalLine {
    UploadInfo info(String uploadId) {
      return new UploadInfo(
          ObjectKey.of(key), uploadId, Instant.ofEpochMilli(initiatedMillis), spec);
    }
  }

  /**
   * A part was acknowledged; it takes the place of an earlier one with its number.
   *
   * @param ticket that of the attempt, by which a repeated FinishPart is known; 0 in older journals
   * @param body the file of its slot; null for a part in a file of its own, and in older journals
   */
  record Part(
      int number,
      PartContent content,
      String fileName,
      long offsetBytes,
      long modifiedMillis,
      long ticket,
      @Nullable Body body)
      implements JournalLine {
    Part(int number, PartContent content, String fileName, long offsetBytes, long modifiedMillis) {
      this(number, content, fileName, offsetBytes, modifiedMillis, 0, null);
    }

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

    /** Whether the file of slots is another now than the one that this part was written to. */
    boolean isElsewhere(Body now) {
      return body != null && body.folderInode() == now.folderInode() && body.inode() != now.inode();
    }
  }

  /**
   * Which file of slots it was, since pods may remove it, and the next part makes another.
   *
   * @param folderInode that of the upload's folder: in a copy of the volume both are others, and
   *     nothing can be told from them
   */
  record Body(long inode, long folderInode) {}

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
