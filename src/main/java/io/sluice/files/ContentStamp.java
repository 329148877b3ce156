package io.sluice.files;

import io.sluice.model.ContentClaim;
import io.sluice.model.FileIdentity;
import io.sluice.model.PartLayout;
import java.util.concurrent.TimeUnit;

/**
 * A claim, and the state of the file that it was written for.
 *
 * @param stampedAtNanos the file's own change time just before this was stored
 */
record ContentStamp(
    ContentClaim claim, long inode, long sizeBytes, long mtimeNanos, long stampedAtNanos) {
  /**
   * How much later than the stamp the change time may be: storing the stamp and publishing change
   * it once more. A change by another within this time that also puts size and mtime back goes
   * unseen here; the index, which keeps the whole identity, still sees it.
   */
  static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(3);

  static ContentStamp of(ContentClaim claim, FileIdentity now) {
    return new ContentStamp(
        claim, now.inode(), now.sizeBytes(), now.mtimeNanos(), now.ctimeNanos());
  }

  /**
   * A claim made for one state, stamped anew after we changed attributes ourselves. A change of
   * content meanwhile shows in size or time, and then the stamp does not count.
   */
  static ContentStamp again(ContentClaim claim, FileIdentity made, FileIdentity now) {
    return new ContentStamp(
        claim, made.inode(), made.sizeBytes(), made.mtimeNanos(), now.ctimeNanos());
  }

  /** The same without the sizes of parts, which take the most room but for their checksums. */
  ContentStamp withoutParts() {
    return withParts(PartLayout.WHOLE);
  }

  /** The same without the checksums of parts, or this when there are none. */
  ContentStamp withoutPartChecksums() {
    PartLayout parts = claim.parts();
    return parts.checksums().isEmpty() ? this : withParts(parts.withoutChecksums());
  }

  private ContentStamp withParts(PartLayout parts) {
    return new ContentStamp(
        new ContentClaim(claim.tag(), claim.checksums(), parts),
        inode,
        sizeBytes,
        mtimeNanos,
        stampedAtNanos);
  }

  /** Whether the claim is about what the file holds now. */
  boolean counts(FileIdentity now) {
    return mayCount(now) && now.ctimeNanos() <= stampedAtNanos + SLACK_NANOS;
  }

  /** Whether nothing but the change time speaks against the claim. */
  boolean mayCount(FileIdentity now) {
    return inode == now.inode() && sizeBytes == now.sizeBytes() && mtimeNanos == now.mtimeNanos();
  }
}
