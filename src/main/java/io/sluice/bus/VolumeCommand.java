package io.sluice.bus;

import io.sluice.model.Checksum;
import io.sluice.model.CompletedPart;
import io.sluice.model.Conditions;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartContent;
import io.sluice.model.UploadSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway asks of a volume's owner. All may be sent again when an answer was lost, also to
 * another owner. Admit and StartPart then set aside anew, and what nobody uses expires. A repeated
 * Commit, FinishPart or Rename gets the first one's answer while the owner remembers it (some
 * thousands), and another owner sees by files and journals what was done. Where nobody can tell any
 * more, since others wrote meanwhile, the answer is SERVICE_UNAVAILABLE and nothing is done twice.
 *
 * @param <R> what the owner answers when it does not refuse
 */
public sealed interface VolumeCommand<R extends VolumeReply> {
  /** The volume's name. */
  String volume();

  /** This command, when it is sent again and may have been carried out before. */
  default VolumeCommand<R> asRepeated() {
    return this;
  }

  /** The truth about one key now, by its file. */
  record Lookup(String volume, ObjectKey key) implements VolumeCommand<VolumeReply.Looked> {}

  /**
   * May a body of this length be written under this key? Checks conditions, conflicts and space,
   * and sets the space aside.
   *
   * @param declaredBytes -1 when the length is not known
   */
  record Admit(String volume, ObjectKey key, long declaredBytes, Conditions conditions)
      implements VolumeCommand<VolumeReply.Admitted> {}

  /** Gives back space that was set aside, when nothing will be committed. */
  record Release(String volume, long reservation) implements VolumeCommand<VolumeReply.Done> {}

  /**
   * Publishes a sealed staged file.
   *
   * @param stagedInode the file's, by which it is known once it is published
   * @param repeated whether it was asked before and may have been carried out, by another owner too
   */
  record Commit(
      String volume,
      ObjectKey key,
      String stagedName,
      long stagedInode,
      ObjectMetadata metadata,
      @Nullable ContentClaim claim,
      Conditions conditions,
      long reservation,
      boolean repeated)
      implements VolumeCommand<VolumeReply.Committed> {
    @Override
    public Commit asRepeated() {
      return new Commit(
          volume, key, stagedName, stagedInode, metadata, claim, conditions, reservation, true);
    }
  }

  /**
   * Makes a directory object: a key that ends in a slash.
   *
   * @param content usually empty; short, since it lies in the directory's attributes
   * @param repeated whether it was asked before and may have been carried out; what another client
   *     may have done since is not undone: then SERVICE_UNAVAILABLE
   */
  record PutDirectory(
      String volume,
      ObjectKey key,
      ObjectMetadata metadata,
      ContentClaim claim,
      ByteBuffer content,
      Conditions conditions,
      boolean repeated)
      implements VolumeCommand<VolumeReply.Committed> {
    /** One that was not asked before. */
    public PutDirectory(
        String volume,
        ObjectKey key,
        ObjectMetadata metadata,
        ContentClaim claim,
        ByteBuffer content,
        Conditions conditions) {
      this(volume, key, metadata, claim, content, conditions, false);
    }

    /** A directory object without content. */
    public PutDirectory(
        String volume,
        ObjectKey key,
        ObjectMetadata metadata,
        ContentClaim claim,
        Conditions conditions) {
      this(volume, key, metadata, claim, ByteBuffer.allocate(0), conditions, false);
    }

    @Override
    public PutDirectory asRepeated() {
      return new PutDirectory(volume, key, metadata, claim, content, conditions, true);
    }
  }

  /**
   * Puts these tags in place of an object's own; NO_SUCH_KEY when there is none. Content, metadata
   * and ETag stay.
   *
   * @param repeated whether it was asked before and may have been carried out; what another client
   *     may have done since is not undone: then SERVICE_UNAVAILABLE
   */
  record SetTags(String volume, ObjectKey key, Map<String, String> tags, boolean repeated)
      implements VolumeCommand<VolumeReply.Committed> {
    /** One that was not asked before. */
    public SetTags(String volume, ObjectKey key, Map<String, String> tags) {
      this(volume, key, tags, false);
    }

    public SetTags {
      tags = Map.copyOf(tags);
    }

    @Override
    public SetTags asRepeated() {
      return new SetTags(volume, key, tags, true);
    }
  }

  /**
   * Gives an object another key in one step, replacing what has that key; or, when both keys end in
   * a slash, a directory with all beneath it, and then nothing may have the new key.
   *
   * <p>May be sent again with the same ticket: the owner remembers its last successes and answers
   * the same; another owner sees by the inode that it was done. The same ticket with other keys or
   * conditions is IDEMPOTENCY_PARAMETER_MISMATCH.
   *
   * @param ofSource conditions on the source
   * @param conditions on the target; for directories none but {@code If-None-Match: *}
   * @param ticket names this request among all; null for one that will not be sent again
   * @param sourceInode that of the source before this was first sent; 0 when it is not known
   * @param repeated whether it was asked before and may have been carried out
   */
  record Rename(
      String volume,
      ObjectKey source,
      ObjectKey target,
      Conditions ofSource,
      Conditions conditions,
      @Nullable String ticket,
      long sourceInode,
      boolean repeated)
      implements VolumeCommand<VolumeReply.Done> {
    /** One whose source was not looked at. */
    public Rename(
        String volume,
        ObjectKey source,
        ObjectKey target,
        Conditions ofSource,
        Conditions conditions,
        @Nullable String ticket) {
      this(volume, source, target, ofSource, conditions, ticket, 0, false);
    }

    @Override
    public Rename asRepeated() {
      return new Rename(volume, source, target, ofSource, conditions, ticket, sourceInode, true);
    }

    /** Whether this asks for the same as another. */
    public boolean isSame(Rename other) {
      return source.equals(other.source)
          && target.equals(other.target)
          && ofSource.equals(other.ofSource)
          && conditions.equals(other.conditions);
    }

    public Rename {
      if (source.equals(target) || source.isDirectory() != target.isDirectory()) {
        throw new IllegalArgumentException("not two keys of one kind");
      }
    }
  }

  /**
   * Removes objects; each has its own outcome, in the same order.
   *
   * @param repeated whether it was asked before and may have been carried out: then only the files
   *     that were seen before it was first asked are removed, and SERVICE_UNAVAILABLE is said of a
   *     key that another client may have written since
   */
  record Delete(String volume, List<Target> targets, boolean repeated)
      implements VolumeCommand<VolumeReply.Deleted> {
    /**
     * One object to remove.
     *
     * @param seen its file before this was first asked; null when nobody looked or there was none
     */
    public record Target(ObjectKey key, Conditions conditions, @Nullable FileIdentity seen) {
      /** One that nobody looked at. */
      public Target(ObjectKey key, Conditions conditions) {
        this(key, conditions, null);
      }
    }

    /** One that was not asked before. */
    public Delete(String volume, List<Target> targets) {
      this(volume, targets, false);
    }

    public Delete {
      targets = List.copyOf(targets);
    }

    @Override
    public Delete asRepeated() {
      return new Delete(volume, targets, true);
    }
  }

  /** One page of a listing. */
  record ListObjects(String volume, ListQuery query) implements VolumeCommand<VolumeReply.Listed> {}

  /** Whether the volume holds no object and no directory of a pod's. */
  record CheckEmpty(String volume) implements VolumeCommand<VolumeReply.Emptiness> {}

  /** What the files with a prefix add up to, and what the volume has beside them. */
  record Usage(String volume, ObjectKey prefix) implements VolumeCommand<VolumeReply.Used> {}

  /**
   * Starts a multipart upload.
   *
   * @param uploadId 32 hexadecimal digits, made by whoever asks; those of one key are listed in
   *     their order
   */
  record CreateUpload(String volume, ObjectKey key, String uploadId, UploadSpec spec)
      implements VolumeCommand<VolumeReply.UploadCreated> {}

  /** An upload that is under way. */
  record LookupUpload(String volume, ObjectKey key, String uploadId)
      implements VolumeCommand<VolumeReply.UploadFound> {}

  /**
   * Asks where to write a part.
   *
   * @param declaredBytes -1 when the length is not known
   */
  record StartPart(String volume, ObjectKey key, String uploadId, int number, long declaredBytes)
      implements VolumeCommand<VolumeReply.PartStarted> {}

  /**
   * Acknowledges a part whose bytes are written and synced.
   *
   * @param place what StartPart answered, also to an owner that was not asked
   */
  record FinishPart(String volume, String uploadId, PartPlace place, PartContent content)
      implements VolumeCommand<VolumeReply.PartFinished> {}

  /**
   * Where a part lies.
   *
   * @param ticket names the attempt
   */
  record PartPlace(int number, long ticket, String fileName, long offsetBytes) {}

  /** Gives up a part; nothing of it stays. */
  record CancelPart(String volume, String uploadId, long ticket)
      implements VolumeCommand<VolumeReply.Done> {}

  /** The acknowledged parts after a number, at most so many. */
  record ListParts(String volume, ObjectKey key, String uploadId, int afterNumber, int limit)
      implements VolumeCommand<VolumeReply.Parts> {}

  /** The uploads under way after a key and id, at most so many; folding is the caller's. */
  record ListUploads(
      String volume,
      ObjectKey prefix,
      @Nullable ObjectKey afterKey,
      @Nullable String afterUploadId,
      int limit)
      implements VolumeCommand<VolumeReply.Uploads> {}

  /**
   * Puts the named parts together and publishes them.
   *
   * @param tag the object's tag, made from the parts' tags
   * @param checksum the object's checksum, made from the parts'; null when the upload has none
   * @param declaredBytes {@code x-amz-mp-object-size}, or -1
   */
  record CompleteUpload(
      String volume,
      ObjectKey key,
      String uploadId,
      List<CompletedPart> parts,
      EntityTag tag,
      @Nullable Checksum checksum,
      long declaredBytes,
      Conditions conditions)
      implements VolumeCommand<VolumeReply.Completed> {
    public CompleteUpload {
      parts = List.copyOf(parts);
    }
  }

  /** Ends an upload and frees its bytes. */
  record AbortUpload(String volume, ObjectKey key, String uploadId)
      implements VolumeCommand<VolumeReply.Done> {}
}
