package io.sluice.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The staging folder of one volume, {@code .s3compat_uploads/sluice/}: bodies in {@code put/},
 * uploads in {@code uploads/ID/}. What other programs left in {@code .s3compat_uploads} is not
 * touched.
 */
public final class Staging {
  /** A new, empty staged file for one PUT or copy. */
  public StagedFile create() throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Makes the folder of an upload. */
  public void createFolder(String uploadId) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Removes the folder of an upload and all in it; nothing happens when it is gone. */
  public void removeFolder(String uploadId) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** The uploads that have a folder. */
  public List<String> folders() throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Opens, or makes, a file in the folder of an upload for writing. It is kept on close. */
  public StagedFile openInFolder(String uploadId, String name, boolean create) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Opens a staged file by its {@link StagedFile#name()} for writing; kept on close. */
  public StagedFile reopen(String name) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Opens a staged file by name for reading, null when there is none. */
  public @Nullable OpenFile openForRead(String name) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** Removes one staged file by name; nothing happens when it is gone. */
  public void remove(String name) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /**
   * Appends one record (a line of text) to a small journal in an upload's folder, and syncs it by
   * the durability.
   */
  public void append(String uploadId, String journal, String line) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /** The whole lines of a journal; a torn last line is left out. Empty when there is none. */
  public List<String> lines(String uploadId, String journal) throws FileFailure {
    throw new UnsupportedOperationException();
  }

  /**
   * Removes bodies in {@code put/} that no live process holds: all, when this node alone serves the
   * volume.
   */
  public int sweepBodies() throws FileFailure {
    throw new UnsupportedOperationException();
  }
}
