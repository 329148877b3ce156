package io.sluice.index;

import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * What an index keeps beside objects and directories: notes of background jobs, and inodes of
 * directories. Safe for use by many threads.
 */
public final class SideRows {
  private final VolumeIndex index;

  public SideRows(VolumeIndex index) {
    this.index = index;
  }

  /**
   * The directory that had this inode when it was last read under some name, null when none is
   * known. It may have another inode by now, or be gone: ask {@link VolumeIndex#directory} or a
   * moment.
   */
  public @Nullable ObjectKey directoryOf(long inode) {
    return index.reading(at -> InodeRows.directory(at.store(), inode));
  }

  /**
   * Forgets what {@link #directoryOf} knows of directories that no longer have that inode.
   *
   * @param after the last inode dealt with, -1 to begin
   * @param limit how many rows are looked at
   * @return the last inode dealt with, -1 at the end
   */
  public long tidyInodes(long after, int limit) {
    return index.reading(at -> InodeRows.tidy(at, after, limit));
  }

  /** What a background job noted of itself, null when it noted nothing. */
  public @Nullable String note(String name) {
    return index.reading(at -> at.meta().note(name));
  }

  /** Keeps a few words of a background job for after a restart; lost with the index. */
  public void putNote(String name, String text) {
    boolean _ =
        index.reading(at -> {
          at.meta().putNote(name, text);
          return true;
        });
  }
}
