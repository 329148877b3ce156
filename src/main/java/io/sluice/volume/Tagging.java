package io.sluice.volume;

import io.sluice.bus.VolumeCommand;
import io.sluice.bus.VolumeReply;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes tags under the key's lock. The file's change time moves with them; the index row gets the
 * new one in the same moment, so that the content is not taken for changed.
 */
final class Tagging {
  /** How often a file may change between looking at it and tagging it. */
  private static final int ROUNDS = 4;

  private final VolumeRoot root;
  private final Freshener freshener;
  private final IndexUpdates updates;
  private final KeyLocks keys;
  private final Tenure tenure;

  Tagging(VolumeRoot root, Freshener freshener, IndexUpdates updates, Rights rights) {
    this.root = root;
    this.freshener = freshener;
    this.updates = updates;
    this.keys = rights.keys();
    this.tenure = rights.tenure();
  }

  /** What a change must hold: the key's lock, and the volume. */
  record Rights(KeyLocks keys, Tenure tenure) {}

  VolumeReply set(VolumeCommand.SetTags command) throws FileFailure {
    try (Held _ = keys.lock(command.key())) {
      for (int round = 1; round <= ROUNDS; round++) {
        ObjectEntry entry = freshener.current(command.key());
        if (entry == null) {
          return new VolumeReply.Refused(
              new Refusal(Reason.NO_SUCH_KEY, "The specified key does not exist."));
        }
        if (command.repeated()) {
          return entry.metadata().tags().equals(command.tags())
              ? new VolumeReply.Committed(entry)
              : new VolumeReply.Refused(Repetition.UNKNOWN);
        }
        ObjectEntry tagged = tag(entry, command.tags());
        if (tagged != null) {
          return new VolumeReply.Committed(tagged);
        }
      }
      return new VolumeReply.Refused(
          new Refusal(
              Reason.CONDITIONAL_REQUEST_CONFLICT,
              "The object is being changed by others at the moment; try again."));
    }
  }

  private @Nullable ObjectEntry tag(ObjectEntry entry, Map<String, String> tags)
      throws FileFailure {
    tenure.prove();
    if (entry.key().isDirectory()) {
      return tagDirectory(entry, entry.metadata().withTags(tags));
    }
    FileStatus after =
        root.retag(
            entry.key(),
            entry.identity(),
            tags,
            changed -> updates.published(tagged(entry, tags, changed.identity())));
    return after == null ? null : tagged(entry, tags, after.identity());
  }

  private static ObjectEntry tagged(
      ObjectEntry entry, Map<String, String> tags, FileIdentity after) {
    FileIdentity before = entry.identity();
    boolean unchanged =
        before.inode() == after.inode()
            && before.sizeBytes() == after.sizeBytes()
            && before.mtimeNanos() == after.mtimeNanos();
    return new ObjectEntry(
        entry.key(),
        after,
        entry.metadata().withTags(tags),
        unchanged ? entry.claim() : null,
        unchanged ? entry.doubted() : null);
  }

  /** A directory that was listed only because it is empty becomes an object that stays. */
  private @Nullable ObjectEntry tagDirectory(ObjectEntry entry, ObjectMetadata metadata)
      throws FileFailure {
    ObjectKey key = entry.key();
    ContentClaim known = entry.claim();
    ContentClaim claim = known != null ? known : Placeholders.EMPTY_CONTENT;
    byte[] content = root.directoryBody(key);
    if (content == null) {
      return null;
    }
    root.markDirectory(key, metadata, claim, content);
    FileStatus status = root.status(key);
    if (status == null) {
      return null;
    }
    FileIdentity at = status.identity();
    ObjectEntry tagged =
        new ObjectEntry(
            key,
            new FileIdentity(at.inode(), content.length, at.mtimeNanos(), at.ctimeNanos()),
            metadata,
            claim);
    updates.directoryMarked(tagged);
    return tagged;
  }
}
