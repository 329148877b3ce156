package io.sluice.index;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states in which files were seen. The crawl looks at files and leaves it to whoever wants one
 * to ask it what S3 stored on it: {@link VolumeIndex#object} doesn't know such a file. Safe for use
 * by many threads.
 */
public final class Sightings {
  private final VolumeIndex index;

  public Sightings(VolumeIndex index) {
    this.index = index;
  }

  /** The state that a file's row is of, asked or not; null without a row. */
  public @Nullable FileIdentity of(ObjectKey key) {
    byte[] value = value(key);
    return value == null ? null : ObjectRecord.decodeListed(key, value).identity();
  }

  /** The same for a file that nobody has asked yet, null for all others. */
  public @Nullable FileIdentity unread(ObjectKey key) {
    byte[] value = value(key);
    return value != null && ObjectRecord.isUnread(value)
        ? ObjectRecord.decodeListed(key, value).identity()
        : null;
  }

  /**
   * Files without a content claim, in key order, strictly after a key. Reads past those that are
   * too large, so a small limit of size can make it slow: about a second per million.
   *
   * @param key {@link ObjectKey#ROOT} to begin with the first
   * @param maxSizeBytes larger ones are left out
   */
  public List<UnhashedFile> unhashedAfter(ObjectKey key, long maxSizeBytes, int limit) {
    return index.reading(at -> at.ledger().unhashedAfter(key, maxSizeBytes, limit));
  }

  private byte @Nullable [] value(ObjectKey key) {
    return index.reading(at -> at.store().get(Family.OBJECTS, key.utf8()));
  }
}
