package io.sluice.index;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

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
    return value == null ? null : identity(value);
  }

  /** The same for a file that nobody has asked yet, null for all others. */
  public @Nullable FileIdentity unread(ObjectKey key) {
    byte[] value = value(key);
    return value != null && ObjectRecord.isUnread(value) ? identity(value) : null;
  }

  /** All that a file's row tells; null without a row. */
  public @Nullable Sighting look(ObjectKey key) {
    return index.reading(at -> {
      byte[] value = at.store().get(Family.OBJECTS, key.utf8());
      return value == null ? null : Sighting.of(key, value);
    });
  }

  /** The same for many files, with one cursor; without those that have no row. */
  public Map<ObjectKey, Sighting> look(Collection<ObjectKey> keys) {
    List<ObjectKey> ascending = keys.stream().sorted().toList();
    return index.reading(at -> look(at.store(), ascending));
  }

  private static Map<ObjectKey, Sighting> look(Store store, List<ObjectKey> ascending) {
    Map<ObjectKey, Sighting> found = HashMap.newHashMap(ascending.size());
    try (OldRows rows = new OldRows(store, ascending.size())) {
      for (ObjectKey key : ascending) {
        byte[] value = rows.value(key.utf8());
        if (value != null) {
          found.put(key, Sighting.of(key, value));
        }
      }
      return found;
    } catch (RocksDBException e) {
      throw store.fault(e);
    } catch (IndexFaultException e) {
      throw store.noted(e);
    }
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

  private static FileIdentity identity(byte[] value) {
    return ObjectRecord.decodeIdentity(value);
  }

  private byte @Nullable [] value(ObjectKey key) {
    return index.reading(at -> at.store().get(Family.OBJECTS, key.utf8()));
  }
}
