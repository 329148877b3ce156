package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.QuietFile;
import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.ObjectEntry;
import io.sluice.model.PartLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file being read for its ETag, piece by piece. For one thread at a time. */
final class FileHash implements AutoCloseable {
  private final ObjectEntry entry;
  private final QuietFile file;
  private final TagDigest digest;
  private final boolean resumable;
  private long offsetBytes;
  private long notedBytes;

  /**
   * @param entry the file's state when it was opened
   */
  FileHash(ObjectEntry entry, QuietFile file, boolean resumable) {
    this.entry = entry;
    this.file = file;
    this.resumable = resumable;
    this.digest = TagDigest.of(entry, resumable);
  }

  ObjectEntry entry() {
    return entry;
  }

  long offsetBytes() {
    return offsetBytes;
  }

  boolean isResumable() {
    return resumable;
  }

  long leftBytes() {
    return entry.identity().sizeBytes() - offsetBytes;
  }

  /** Whether the file is still in the state in which it was opened. */
  boolean isUnchanged() throws FileFailure {
    return file.statusNow().identity().equals(entry.identity());
  }

  /** Goes on from a note about this state of this file. */
  void resume(HashNote note) {
    digest.resume(note.state().duplicate());
    offsetBytes = note.offsetBytes();
    notedBytes = offsetBytes;
  }

  /** How much was read since the last note. */
  long unnotedBytes() {
    return offsetBytes - notedBytes;
  }

  /** Where this stands; null for a file that is not resumable. */
  @Nullable HashNote note() {
    byte[] state = digest.state();
    notedBytes = offsetBytes;
    return state == null ? null : HashNote.of(entry, offsetBytes, state);
  }

  /**
   * Reads on.
   *
   * @param buffer what is read passes through it
   * @return how many bytes; 0 when the file is shorter than it was
   */
  int read(byte[] buffer, int lengthBytes) throws FileFailure {
    int read = file.read(buffer, (int) Math.min(lengthBytes, leftBytes()), offsetBytes);
    digest.update(buffer, read);
    offsetBytes += read;
    return read;
  }

  /**
   * The object with its claim, after the last byte. Without one, and nothing in doubt any more,
   * when a multipart tag was not confirmed: the MD5 of the whole is not known then.
   */
  ObjectEntry result() {
    EntityTag tag = digest.tag();
    ContentClaim doubted = entry.doubted();
    if (doubted != null && doubted.tag().equals(tag)) {
      return entry.withClaim(doubted);
    }
    return digest.isWhole()
        ? entry.withClaim(new ContentClaim(tag, List.of(), PartLayout.WHOLE))
        : entry.withClaim(null);
  }

  @Override
  public void close() {
    file.close();
  }
}
