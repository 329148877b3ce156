package io.sluice.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A regular file opened for reading. Status, attributes and content are those of one inode,
 * whatever happens to its name.
 *
 * <p>The name is first opened with O_PATH, which touches nothing, and looked at; only a regular
 * file is then reopened for reading, through {@code /proc/self/fd}. So no FIFO is ever waited for.
 */
public final class OpenFile implements AutoCloseable {
  private final Descriptor file;
  private final Stat opened;
  private final FileChannel channel;
  private final Volume volume;
  private @Nullable Descriptor readable;

  private OpenFile(Descriptor file, Stat opened, FileChannel channel, Volume volume) {
    this.file = file;
    this.opened = opened;
    this.channel = channel;
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
      OpenFile open = new OpenFile(file, stat, reopen(file), volume);
      kept = true;
      return open;
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  private static FileChannel reopen(Descriptor file) throws FileFailure {
    try {
      return FileChannel.open(Path.of(file.procPath()), StandardOpenOption.READ);
    } catch (IOException e) {
      // The JDK tells no errno: ask the kernel again.
      reopenReadable(file).close();
      FileFailure failure = new FileFailure(Errno.OTHER, "open", file.subject());
      failure.initCause(e);
      throw failure;
    }
  }

  private static Descriptor reopenReadable(Descriptor file) throws FileFailure {
    return Descriptor.of(
        OpenCalls.open(OpenCalls.HERE, file.procPathBytes(), OpenFlags.READ, 0), file.subject());
  }

  /** The status at the time of opening. */
  public FileStatus status() {
    return opened.status();
  }

  /** The status now (for noticing a writer). */
  public FileStatus statusNow() throws FileFailure {
    return file.stat().status();
  }

  /** The content; closed with this object. */
  public FileChannel channel() {
    return channel;
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
    try {
      return Residency.isResident(readable(), offsetBytes, lengthBytes);
    } catch (FileFailure e) {
      return false;
    }
  }

  /** A descriptor of our own that can be read: the channel hides its own. */
  synchronized Descriptor readable() throws FileFailure {
    Descriptor open = readable;
    if (open == null) {
      open = reopenReadable(file);
      readable = open;
    }
    return open;
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written: a failed close of a file that was only read loses nothing.
    }
    if (readable != null) {
      readable.close();
    }
    file.close();
  }
}
