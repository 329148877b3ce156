package io.sluice.model;

import org.jspecify.annotations.Nullable;

/**
 * All that is known of one object at one moment.
 *
 * @param key its key; ends in a slash for a directory object
 * @param identity the file's identity that the rest was true for. For a directory object the size
 *     is that of the object's content (mostly 0), not of the directory
 * @param metadata what its writer said
 * @param claim what is known of its content, or null while nobody has read it
 */
public record ObjectEntry(
    ObjectKey key, FileIdentity identity, ObjectMetadata metadata, @Nullable ContentClaim claim) {

  /** The ETag to answer: of the content when it is known, else the version tag. */
  public EntityTag tag() {
    return claim != null ? claim.tag() : EntityTag.ofVersion(identity);
  }

  /** Whether a condition that names this tag means this state of the object. */
  public boolean hasTag(String value) {
    return (claim != null && claim.tag().value().equals(value))
        || EntityTag.ofVersion(identity).value().equals(value);
  }
}
