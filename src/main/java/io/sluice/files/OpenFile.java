package io.sluice.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A regular file opened for reading. Status, attributes and content are those of one inode,
 * whatever happens to its name.
 *
 * <p>The name is first opened with O_PATH, which touches nothing, and looked at; only a regular
 * file is then reopened for reading ({@link Reopening}). So no FIFO is ever waited for.
 */
public final class OpenFile implements AutoCloseable {
  /** Closing what is larger could take the time of freeing it, when nobody else has it open. */
  private static final long SMALL_BYTES = 1 << 20;

  private final Descriptor file;
  private final Stat opened;
  private final Descriptor readable;
  private final Volume volume;
  private final boolean prompt;
  private @Nullable FileChannel channel;

  /** What its content is read from, and whether it was opened without waiting. */
  private record Content(Descriptor readable, boolean prompt) {}

  private OpenFile(Descriptor file, Stat opened, Volume volume, Content content) {
    this.file = file;
    this.opened = opened;
    this.prompt = content.prompt;
    this.readable = content.readable;
    this.volume = volume;
  }

  /** Takes over the descriptor; closes it and gives null when it is not a regular file. */
  static @Nullable OpenFile of(Descriptor file, Volume volume) throws FileFailure {
    boolean kept = false;
    try {
      Stat stat = file.stat();
      if (!stat.isRegular()) {
        return null;
      }
      OpenFile open = new OpenFile(file, stat, volume, new Content(Reopening.quietly(file), false));
      kept = true;
      return open;
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  /**
   * The same for a regular file that was opened, and can be read in part, without waiting. Takes
   * over both descriptors.
   */
  static OpenFile promptly(Descriptor file, Descriptor readable, Stat stat, Volume volume) {
    return new OpenFile(file, stat, volume, new Content(readable, true));
  }

  /** The status at the time of opening. */
  public FileStatus status() {
    return opened.status();
  }

  /** The status now (for noticing a writer). */
  public FileStatus statusNow() throws FileFailure {
    return file.stat().status();
  }

  /** The content, for those who need a channel; closed with this object. Blocks the first time. */
  public synchronized FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = FileChannel.open(Path.of(readable.procPath()), StandardOpenOption.READ);
      channel = open;
    }
    return open;
  }

  /**
   * Reads at an offset into a buffer outside the heap, whose position moves; blocks.
   *
   * @return the number of bytes, 0 at the end of the file
   */
  public int read(ByteBuffer target, long offsetBytes) throws FileFailure {
    long result = DataCalls.read(readable.number(), target, offsetBytes);
    FileFailure.check(result, "pread", file.subject());
    target.position(target.position() + (int) result);
    return (int) result;
  }

  /** Whether it was opened at once, so that an event loop may try to read it. */
  public boolean isPrompt() {
    return prompt;
  }

  /**
   * The same as far as it can be done without waiting; 0 as soon as it can't, or at the end. For a
   * prompt file, or where {@link #isResident} has just said that the kernel can answer from memory.
   */
  public int readCached(ByteBuffer target, long offsetBytes) {
    long result = DataCalls.readNoWait(readable.number(), target, offsetBytes);
    int bytes = (int) Math.max(0, result);
    target.position(target.position() + bytes);
    return bytes;
  }

  /** Whether closing can't take long, so that an event loop may do it. */
  public boolean closesPromptly() {
    return prompt && opened.status().identity().sizeBytes() <= SMALL_BYTES;
  }

  /** Whether it was not closed yet. */
  public boolean isOpen() {
    return file.isOpen();
  }

  /** What S3 stored on this file, {@link StoredAttributes#NONE} for a foreign one. */
  public StoredAttributes attributes() throws FileFailure {
    return volume.attributes().read(file, file.stat());
  }

  /**
   * Whether a range is in memory, so that reading it can't wait for a disk; false when unknown
   * (RWF_NOWAIT). Up to 256 KiB are tried in full, of longer ranges one byte each 64 KiB; a range
   * that reaches past the end counts up to the end.
   */
  public boolean isResident(long offsetBytes, long lengthBytes) {
    if (!volume.capabilities().readNoWait()) {
      return false;
    }
    return Residency.isResident(readable, offsetBytes, lengthBytes);
  }

  /** A descriptor that can be read. */
  Descriptor readable() {
    return readable;
  }

  @Override
  public synchronized void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was written: a failed close of a file that was only read loses nothing.
    }
    readable.close();
    file.close();
  }
}
