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
 * @param doubted what was known before only the file's change time moved on, as it does by a change
 *     of mode, a move, or an edit whose modification time was put back. Nothing of it is shown
 *     until the content was read again; null when there is a claim, or nothing to confirm
 */
public record ObjectEntry(
    ObjectKey key,
    FileIdentity identity,
    ObjectMetadata metadata,
    @Nullable ContentClaim claim,
    @Nullable ContentClaim doubted) {
  public ObjectEntry {
    if (claim != null && doubted != null) {
      throw new IllegalArgumentException("a content is either known or in doubt");
    }
  }

  /** An object of whose content nothing is in doubt. */
  public ObjectEntry(
      ObjectKey key, FileIdentity identity, ObjectMetadata metadata, @Nullable ContentClaim claim) {
    this(key, identity, metadata, claim, null);
  }

  /** The same object in the same state, after its content was read. */
  public ObjectEntry withClaim(@Nullable ContentClaim known) {
    return new ObjectEntry(key, identity, metadata, known, null);
  }

  /** The same object, of which that claim has to be confirmed, if it is not null. */
  public ObjectEntry withDoubted(@Nullable ContentClaim claimed) {
    return new ObjectEntry(key, identity, metadata, null, claimed);
  }

  /** The ETag to answer: of the content when it is known, else the version tag. */
  public EntityTag tag() {
    return claim != null ? claim.tag() : EntityTag.ofVersion(identity);
  }

  /**
   * Whether a condition that names this tag means this state of the object. The version tag goes on
   * counting when the content becomes known.
   */
  public boolean hasTag(String value) {
    return (claim != null && claim.tag().value().equals(value))
        || EntityTag.ofVersion(identity).value().equals(value);
  }
}
