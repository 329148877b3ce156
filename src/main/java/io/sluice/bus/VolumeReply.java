package io.sluice.bus;

import io.sluice.model.Checksum;
import io.sluice.model.EntityTag;
import io.sluice.model.ListPage;
import io.sluice.model.ObjectEntry;
import io.sluice.model.PartSummary;
import io.sluice.model.Refusal;
import io.sluice.model.UploadInfo;
import io.sluice.model.Usage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a volume's owner answers. */
public sealed interface VolumeReply {
  /** The expected "no" to any command. */
  record Refused(Refusal refusal) implements VolumeReply {}

  /**
   * This node does not own the volume, or not in the epoch for which the command was meant. Never
   * reaches those who ask a {@link VolumeClient}.
   *
   * @param epoch the newest that it knows of
   */
  record NotOwner(long epoch) implements VolumeReply {}

  /** Nothing to say. */
  record Done() implements VolumeReply {}

  /** The object, or null when there is none. */
  record Looked(@Nullable ObjectEntry entry) implements VolumeReply {}

  /** Go on; the space is set aside under this number. */
  record Admitted(long reservation) implements VolumeReply {}

  /** The object as it now is. */
  record Committed(ObjectEntry entry) implements VolumeReply {}

  /** For each key, in order: empty when it is gone now, else why not. */
  record Deleted(List<Optional<Refusal>> outcomes) implements VolumeReply {
    public Deleted {
      outcomes = List.copyOf(outcomes);
    }
  }

  record Listed(ListPage page) implements VolumeReply {}

  record Emptiness(boolean isEmpty) implements VolumeReply {}

  /**
   * What a volume holds. The space is the whole volume's, whatever the prefix.
   *
   * @param files what the files with the prefix add up to, as far as the index knows them
   * @param stagedBytes of acknowledged parts of uploads under way
   * @param limitBytes {@link Long#MAX_VALUE} when there is no limit
   * @param freeBytes what its file system has left for us
   */
  record Used(Usage files, long stagedBytes, long limitBytes, long freeBytes)
      implements VolumeReply {}

  record UploadCreated(String uploadId) implements VolumeReply {}

  record UploadFound(UploadInfo upload) implements VolumeReply {}

  /**
   * Where a part's bytes go.
   *
   * @param ticket names this attempt in FinishPart and CancelPart
   * @param fileName the file in the upload's folder
   * @param offsetBytes where the part starts in it
   */
  record PartStarted(int number, long ticket, String fileName, long offsetBytes, UploadInfo upload)
      implements VolumeReply {
    /** What is to be told when the part is finished. */
    public VolumeCommand.PartPlace place() {
      return new VolumeCommand.PartPlace(number, ticket, fileName, offsetBytes);
    }
  }

  record PartFinished() implements VolumeReply {}

  record Parts(UploadInfo upload, List<PartSummary> parts, boolean truncated)
      implements VolumeReply {
    public Parts {
      parts = List.copyOf(parts);
    }
  }

  record Uploads(List<UploadInfo> uploads, boolean truncated) implements VolumeReply {
    public Uploads {
      uploads = List.copyOf(uploads);
    }
  }

  /** The finished object's tag and checksum; the same again for a repeated Complete. */
  record Completed(EntityTag tag, @Nullable Checksum checksum) implements VolumeReply {}
}
