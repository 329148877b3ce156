package io.sluice.volume;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.PartLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The ETag of a content in the making: its MD5, or, to confirm that of a multipart object, the MD5
 * of its parts' MD5s.
 */
final class TagDigest {
  private final PartLayout layout;
  private final boolean resumable;
  private Md5Sum content;
  private Md5Sum parts;
  private int part;
  private long leftInPart;

  private TagDigest(PartLayout layout, boolean resumable) {
    this.layout = layout;
    this.resumable = resumable;
    this.content = resumable ? new Md5() : Md5Sum.quick();
    this.parts = resumable ? new Md5() : Md5Sum.quick();
    this.leftInPart = isWhole() ? Long.MAX_VALUE : layout.span(0).sizeBytes();
  }

  /**
   * What confirms the claim in doubt, or finds the MD5 if nothing is.
   *
   * @param resumable whether {@link #state} will be asked for
   */
  static TagDigest of(ObjectEntry entry, boolean resumable) {
    ContentClaim doubted = entry.doubted();
    PartLayout layout = doubted == null ? PartLayout.WHOLE : doubted.parts();
    boolean fits = doubted != null && fits(doubted, entry.identity().sizeBytes());
    return new TagDigest(fits ? layout : PartLayout.WHOLE, resumable);
  }

  /** Whether the sizes of parts are known, all of them. */
  private static boolean fits(ContentClaim claim, long sizeBytes) {
    int count = claim.parts().count();
    if (count == 0 || !claim.tag().value().endsWith("-" + count)) {
      return false;
    }
    PartLayout.Span last = claim.parts().span(count - 1);
    return last.offsetBytes() + last.sizeBytes() == sizeBytes;
  }

  /** Whether this is the MD5 of the whole content, not of parts. */
  boolean isWhole() {
    return layout.count() == 0;
  }

  void update(byte[] in, int count) {
    int at = 0;
    while (at < count) {
      endParts();
      int taken = (int) Math.min(count - at, leftInPart);
      content.update(in, at, taken);
      at += taken;
      leftInPart -= taken;
    }
  }

  /** Ends parts that are whole; one of no bytes, too. */
  private void endParts() {
    while (leftInPart == 0 && part < layout.count()) {
      byte[] md5 = content.finish();
      parts.update(md5, 0, md5.length);
      part++;
      leftInPart = part < layout.count() ? layout.span(part).sizeBytes() : Long.MAX_VALUE;
    }
  }

  /** After the last byte. */
  EntityTag tag() {
    if (isWhole()) {
      return EntityTag.ofMd5(content.finish());
    }
    endParts();
    return EntityTag.ofParts(parts.finish(), layout.count());
  }

  /** What {@link #resume} needs; null when it can't be told. */
  byte @Nullable [] state() {
    if (!(content instanceof Md5 inner) || !(parts instanceof Md5 outer)) {
      return null;
    }
    ByteBuffer out = ByteBuffer.allocate(2 * Md5.STATE_BYTES + Integer.BYTES + Long.BYTES);
    out.putInt(part).putLong(leftInPart);
    inner.state(out);
    outer.state(out);
    return out.array();
  }

  /** Goes on where {@link #state} was taken from a digest of the same entry. */
  void resume(ByteBuffer state) {
    if (!resumable) {
      throw new IllegalStateException("begun as one that can't be resumed");
    }
    part = state.getInt();
    leftInPart = state.getLong();
    content = Md5.resumed(state);
    parts = Md5.resumed(state);
  }
}
