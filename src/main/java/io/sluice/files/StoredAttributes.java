package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.ObjectMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a file's attributes say.
 *
 * @param metadata belongs to the inode and always counts
 * @param claim null unless it counts: it names this inode, the file's size and mtime are those it
 *     was written for, and the ctime is not later than the publishing
 * @param doubted a claim that would count but for the ctime, which moves with a change of mode or
 *     name, and also with an edit whose mtime was put back: the content has to confirm it
 * @param isObject for a directory: whether S3 made an object of it ({@code PUT dir/})
 * @param bodyBytes for a directory object: the length of its content, else 0
 * @param isOurs for a directory: whether S3 made it, so that S3 may remove it when it is empty
 */
public record StoredAttributes(
    ObjectMetadata metadata,
    @Nullable ContentClaim claim,
    @Nullable ContentClaim doubted,
    boolean isObject,
    int bodyBytes,
    boolean isOurs) {
  /** The longest content that a directory object can have, in bytes. */
  public static final int MAX_BODY_BYTES = 1024;

  /** Attributes of anything but a directory object with content. */
  public StoredAttributes(
      ObjectMetadata metadata, @Nullable ContentClaim claim, boolean isObject, boolean isOurs) {
    this(metadata, claim, null, isObject, 0, isOurs);
  }

  /** Attributes of which nothing is in doubt. */
  public StoredAttributes(
      ObjectMetadata metadata,
      @Nullable ContentClaim claim,
      boolean isObject,
      int bodyBytes,
      boolean isOurs) {
    this(metadata, claim, null, isObject, bodyBytes, isOurs);
  }

  public static final StoredAttributes NONE =
      new StoredAttributes(ObjectMetadata.NONE, null, false, false);
}
