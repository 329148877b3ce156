package io.sluice.index;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * What a file's row tells.
 *
 * @param identity the state that the row is of
 * @param entry the object; null when nobody has asked the file yet what S3 stored on it
 */
public record Sighting(ObjectKey key, FileIdentity identity, @Nullable ObjectEntry entry) {
  static Sighting of(ObjectKey key, byte[] value) {
    ObjectEntry entry = ObjectRecord.decode(key, value);
    FileIdentity identity = entry == null ? ObjectRecord.decodeIdentity(value) : entry.identity();
    return new Sighting(key, identity, entry);
  }
}
