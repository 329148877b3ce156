package io.sluice.volume;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import java.util.List;

/**
 * Directories as objects. One that S3 made an object ({@code PUT dir/}) always has a claim, mostly
 * that of empty content; one that is listed only because it is empty, a placeholder, never has.
 */
final class Placeholders {
  /** The MD5 of nothing (RFC 1321, A.5). */
  private static final EntityTag EMPTY = new EntityTag("d41d8cd98f00b204e9800998ecf8427e");

  /** What is true of the content of a directory object that has none. */
  static final ContentClaim EMPTY_CONTENT = new ContentClaim(EMPTY, List.of(), PartLayout.WHOLE);

  private Placeholders() {}

  static boolean is(ObjectEntry entry) {
    return entry.key().isDirectory() && entry.claim() == null;
  }

  static ObjectEntry of(ObjectKey directory, FileIdentity identity) {
    return new ObjectEntry(directory, identity, ObjectMetadata.NONE, null);
  }
}
