package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What S3 says of files and directories, over whichever store the volume has. */
final class Attributes {
  /**
   * ext4 gives all attributes of a file one block of 4 KiB. When less than this was asked for and
   * there is no space, the disk is full; when more, the attributes are too large.
   */
  private static final int COMFORTABLE_BYTES = 3500;

  private final AttributeStore store;

  Attributes(AttributeStore store) {
    this.store = store;
  }

  /** The store, where it is beside the files; else null. */
  @Nullable Sidecars sidecars() {
    return store instanceof Sidecars beside ? beside : null;
  }

  /** All that is stored on a file or directory; the descriptor may be one that only names it. */
  StoredAttributes read(Descriptor file, Stat stat) throws FileFailure {
    return switch (stat.status().type()) {
      case REGULAR -> readFile(file, stat);
      case DIRECTORY -> readDirectory(file, stat);
      case SYMBOLIC_LINK, OTHER -> StoredAttributes.NONE;
    };
  }

  /** Whether a name in an open directory certainly has nothing stored on it. */
  boolean isBare(Descriptor directory, byte[] name) {
    return store.isBare(directory, name);
  }

  /** Whether nothing is stored on an open file. */
  boolean isBare(Descriptor file) throws FileFailure {
    return store.get(file, AttributeName.META) == null;
  }

  private StoredAttributes readFile(Descriptor file, Stat stat) throws FileFailure {
    byte[] meta = store.get(file, AttributeName.META);
    if (meta == null) {
      return StoredAttributes.NONE;
    }
    PackedObject object = PackedObject.decode(meta);
    ContentStamp stamp = object == null ? stamp(file) : object.stamp();
    ObjectMetadata metadata = metadata(file, meta);
    FileIdentity now = stat.status().identity();
    if (stamp == null || !stamp.mayCount(now)) {
      return new StoredAttributes(metadata, null, false, false);
    }
    return stamp.counts(now)
        ? new StoredAttributes(metadata, stamp.claim(), false, false)
        : new StoredAttributes(metadata, null, stamp.claim(), false, 0, false);
  }

  private ObjectMetadata metadata(Descriptor file, byte[] meta) throws FileFailure {
    byte[] tags = store.get(file, AttributeName.TAGS);
    PackedObject object = PackedObject.decode(meta);
    ObjectMetadata untagged = object == null ? AttributeCodec.metadata(meta) : object.metadata();
    return tags == null ? untagged : untagged.withTags(AttributeCodec.tags(tags));
  }

  /**
   * The content of a directory object lies in its attributes, so its claim counts whatever happened
   * to the directory's times. Marks that name another inode came here by a pod's copy.
   */
  private StoredAttributes readDirectory(Descriptor directory, Stat stat) throws FileFailure {
    boolean ours = isMade(directory, stat);
    byte[] meta = store.get(directory, AttributeName.META);
    ContentStamp stamp = meta == null ? null : stamp(directory);
    if (meta == null || stamp == null || stamp.inode() != stat.inode()) {
      return new StoredAttributes(ObjectMetadata.NONE, null, false, ours);
    }
    byte[] body = store.get(directory, AttributeName.BODY);
    int bodyBytes = body == null ? 0 : body.length;
    return new StoredAttributes(metadata(directory, meta), stamp.claim(), true, bodyBytes, ours);
  }

  private @Nullable ContentStamp stamp(Descriptor file) throws FileFailure {
    byte[] content = store.get(file, AttributeName.CONTENT);
    return content == null ? null : AttributeCodec.stamp(content);
  }

  private boolean isMade(Descriptor directory, Stat stat) throws FileFailure {
    byte[] made = store.get(directory, AttributeName.MADE);
    return made != null && Arrays.equals(made, inodeText(stat));
  }

  /** Marks a directory that we just made. */
  void markMade(Descriptor directory) throws FileFailure {
    Stat stat = directory.stat();
    store.forget(stat);
    store.set(directory, AttributeName.MADE, inodeText(stat));
  }

  /**
   * Stores metadata and a claim for the state that a file is in now, in one step.
   *
   * @return false, and nothing happens, when they can't be stored so
   */
  boolean setObject(Descriptor file, ObjectMetadata metadata, ContentStamp stamp)
      throws FileFailure {
    return store.packs()
        && metadata.tags().isEmpty()
        && PackedObject.holds(stamp.claim())
        && setMeta(file, new PackedObject(metadata, stamp).encode());
  }

  private boolean setMeta(Descriptor file, byte[] value) throws FileFailure {
    try {
      store.set(file, AttributeName.META, value);
      return true;
    } catch (FileFailure e) {
      throw refusal(e, value.length);
    }
  }

  /** Stores metadata; the first of the two steps that make a file S3's. */
  void setMetadata(Descriptor file, ObjectMetadata metadata) throws FileFailure {
    boolean _ = setMeta(file, AttributeCodec.encode(metadata));
    if (!metadata.tags().isEmpty()) {
      setTags(file, metadata.tags());
    }
  }

  /** Stores tags, or takes them away when there are none. */
  void setTags(Descriptor file, Map<String, String> tags) throws FileFailure {
    if (tags.isEmpty()) {
      store.remove(file, AttributeName.TAGS);
      return;
    }
    byte[] value = AttributeCodec.encodeTags(tags);
    try {
      store.set(file, AttributeName.TAGS, value);
    } catch (FileFailure e) {
      byte[] meta = store.get(file, AttributeName.META);
      throw refusal(e, value.length + (meta == null ? 0 : meta.length));
    }
  }

  /**
   * Changes the tags of a file that may be a pod's. That changes its change time, so what was known
   * of its content is stamped again.
   *
   * @param before the file's status when it was last known to be itself
   */
  void retag(Descriptor file, Stat before, Map<String, String> tags) throws FileFailure {
    ContentClaim claim = read(file, before).claim();
    byte[] meta = store.get(file, AttributeName.META);
    if (meta == null) {
      setMetadata(file, ObjectMetadata.NONE);
    }
    setTags(file, tags);
    if (claim != null) {
      FileIdentity now = file.stat().status().identity();
      setAgain(file, meta, ContentStamp.again(claim, before.status().identity(), now));
    }
  }

  /**
   * Stamps what is known of a file's content anew, because its change time is about to move, or has
   * moved, by our own doing.
   *
   * @param made the state that the claim was made for
   * @param isMoved whether the change time is a fresh one already
   * @return false, and nothing happens, for a file that S3 did not write
   */
  boolean stampAgain(Descriptor file, ContentClaim claim, FileIdentity made, boolean isMoved)
      throws FileFailure {
    byte[] meta = store.get(file, AttributeName.META);
    if (meta == null) {
      return false;
    }
    if (!isMoved) {
      // The stamp bears the change time as it is: the same value again makes it a fresh one.
      store.set(file, AttributeName.META, meta);
    }
    setAgain(file, meta, ContentStamp.again(claim, made, file.stat().status().identity()));
    return true;
  }

  /** Puts a stamp where the last one was. */
  private void setAgain(Descriptor file, byte @Nullable [] meta, ContentStamp stamp)
      throws FileFailure {
    PackedObject object = meta == null ? null : PackedObject.decode(meta);
    if (object == null) {
      setClaim(file, stamp);
    } else if (!setObject(file, object.metadata(), stamp)) {
      setClaim(file, stamp);
      // Only now: while the packed value is there, nobody looks at the other attribute.
      boolean _ = setMeta(file, AttributeCodec.encode(object.metadata()));
    }
  }

  /**
   * Stores a claim for the state that the file is in now; without the checksums of parts if they
   * don't fit, and then without the parts' sizes.
   */
  void setClaim(Descriptor file, ContentClaim claim) throws FileFailure {
    setClaim(file, ContentStamp.of(claim, file.stat().status().identity()));
  }

  private void setClaim(Descriptor file, ContentStamp stamp) throws FileFailure {
    if (!fits(file, stamp) && !fits(file, stamp.withoutPartChecksums())) {
      setShortClaim(file, stamp.withoutParts());
    }
  }

  private boolean fits(Descriptor file, ContentStamp stamp) throws FileFailure {
    try {
      store.set(file, AttributeName.CONTENT, AttributeCodec.encode(stamp));
      return true;
    } catch (FileFailure e) {
      if (!isNoRoom(e)) {
        throw e;
      }
      return false;
    }
  }

  private void setShortClaim(Descriptor file, ContentStamp stamp) throws FileFailure {
    byte[] value = AttributeCodec.encode(stamp);
    try {
      store.set(file, AttributeName.CONTENT, value);
    } catch (FileFailure e) {
      byte[] meta = store.get(file, AttributeName.META);
      throw refusal(e, value.length + (meta == null ? 0 : meta.length));
    }
  }

  /** The content of a directory object; empty when it has none. */
  byte[] body(Descriptor directory) throws FileFailure {
    byte[] body = store.get(directory, AttributeName.BODY);
    return body == null ? new byte[0] : body;
  }

  /** Stores the content of a directory object. */
  void setBody(Descriptor directory, byte[] body) throws FileFailure {
    if (body.length == 0) {
      store.remove(directory, AttributeName.BODY);
      return;
    }
    try {
      store.set(directory, AttributeName.BODY, body);
    } catch (FileFailure e) {
      byte[] meta = store.get(directory, AttributeName.META);
      throw refusal(e, body.length + (meta == null ? 0 : meta.length));
    }
  }

  /** Takes the claim away, if there is one beside the metadata. */
  void removeClaim(Descriptor file) throws FileFailure {
    store.remove(file, AttributeName.CONTENT);
  }

  /** Takes metadata and claim away, so that nothing says any more that this is an object. */
  void removeObject(Descriptor file) throws FileFailure {
    store.remove(file, AttributeName.META);
    store.remove(file, AttributeName.CONTENT);
    store.remove(file, AttributeName.BODY);
    store.remove(file, AttributeName.TAGS);
  }

  /** Forgets what is kept beside a file whose last name is gone. */
  void forget(Stat stat) throws FileFailure {
    store.forget(stat);
  }

  private static boolean isNoRoom(FileFailure failure) {
    return failure.errno() == Errno.ENOSPC || failure.errno() == Errno.ERANGE;
  }

  private static FileFailure refusal(FileFailure failure, int bytes) {
    return failure.errno() == Errno.ENOSPC && bytes > COMFORTABLE_BYTES
        ? new FileFailure(Errno.ERANGE, "fsetxattr", "metadata of " + bytes + " bytes")
        : failure;
  }

  private static byte[] inodeText(Stat stat) {
    return Long.toUnsignedString(stat.inode()).getBytes(StandardCharsets.US_ASCII);
  }
}
