package io.sluice.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A regular file opened for reading it through once, leaving as few traces as can be: the access
 * time stays where the kernel permits (our own files, or with privilege), and of a long file only
 * that stays in memory which was there before. Status and content are those of one inode. For one
 * thread at a time.
 */
public final class QuietFile implements AutoCloseable {
  /** What a read takes at most. */
  public static final int CHUNK_BYTES = Scratch.DATA_BYTES;

  /** Shorter files are left in memory: whoever asks for the MD5 often reads the content next. */
  private static final long LONG_BYTES = 16L << 20;

  /**
   * So much is looked at, read, and let go of at once. More than the kernel reads ahead: so when
   * one window is entered, nothing of the next is there because of us.
   */
  private static final long WINDOW_BYTES = 16L << 20;

  private static final long PAGE_BYTES = 4096;

  private final Attributes attributes;
  private final Descriptor named;
  private final Descriptor file;
  private final FileStatus opened;
  private long windowStart = -1;
  private boolean forgetWindow;
  private boolean forgetNext;

  private QuietFile(Descriptor named, Descriptor file, FileStatus opened, Attributes attributes) {
    this.attributes = attributes;
    this.named = named;
    this.file = file;
    this.opened = opened;
  }

  /** Takes over the descriptor; closes it and gives null when it is not a regular file. */
  static @Nullable QuietFile of(Descriptor named, Attributes attributes) throws FileFailure {
    boolean kept = false;
    try {
      Stat stat = named.stat();
      if (!stat.isRegular()) {
        return null;
      }
      Descriptor file = Reopening.quietly(named);
      CacheCalls.readOnce(file.number());
      kept = true;
      return new QuietFile(named, file, stat.status(), attributes);
    } finally {
      if (!kept) {
        named.close();
      }
    }
  }

  /** The status at the time of opening. */
  public FileStatus status() {
    return opened;
  }

  /** Whether S3 stored nothing on it. */
  public boolean isBare() throws FileFailure {
    return attributes.isBare(named);
  }

  /** The status now; of a network file system its server is asked, whatever is cached. */
  public FileStatus statusNow() throws FileFailure {
    return StatCalls.ofNow(named.number(), named.subject()).status();
  }

  /**
   * Reads at most {@link #CHUNK_BYTES}, into the start of an array. Offsets go up from call to
   * call.
   *
   * @return how many bytes; 0 at the end of the file
   */
  public int read(byte[] into, int lengthBytes, long offsetBytes) throws FileFailure {
    if (opened.identity().sizeBytes() >= LONG_BYTES) {
      enterWindow(offsetBytes);
    }
    int length = Math.min(lengthBytes, into.length);
    long read = DataCalls.read(file.number(), length, offsetBytes);
    FileFailure.check(read, "read", file.subject());
    MemorySegment data = Scratch.get().data();
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, 0, into, 0, (int) read);
    return (int) read;
  }

  private void enterWindow(long offsetBytes) {
    long start = offsetBytes / WINDOW_BYTES * WINDOW_BYTES;
    if (start == windowStart) {
      return;
    }
    boolean inOrder = windowStart >= 0 && start == windowStart + WINDOW_BYTES;
    leaveWindow();
    windowStart = start;
    forgetWindow = inOrder ? forgetNext : wasNotCached(start);
    forgetNext = wasNotCached(start + WINDOW_BYTES);
  }

  /** Whether most of a window has to come from the disk; false when nobody knows. */
  private boolean wasNotCached(long start) {
    long cached = CacheCalls.cachedPages(file.number(), start, WINDOW_BYTES);
    return cached >= 0 && cached < WINDOW_BYTES / PAGE_BYTES / 2;
  }

  private void leaveWindow() {
    if (windowStart >= 0 && forgetWindow) {
      CacheCalls.forget(file.number(), windowStart, WINDOW_BYTES);
    }
  }

  @Override
  public void close() {
    leaveWindow();
    file.close();
    named.close();
  }
}
