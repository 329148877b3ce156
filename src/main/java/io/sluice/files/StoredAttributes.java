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
 * @param isObject for a directory: whether S3 made an object of it ({@code PUT dir/})
 * @param isOurs for a directory: whether S3 made it, so that S3 may remove it when it is empty
 */
public record StoredAttributes(
    ObjectMetadata metadata, @Nullable ContentClaim claim, boolean isObject, boolean isOurs) {
  public static final StoredAttributes NONE =
      new StoredAttributes(ObjectMetadata.NONE, null, false, false);
}
