package io.sluice.index;

import io.sluice.model.FileIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of one directory.
 *
 * @param readAt the directory's identity (its size counts as 0) when its names were read, or null
 *     when they never were
 * @param racy whether the directory had changed so shortly before it was read that a later change
 *     may bear the same time: it must be read again even if the identity still matches
 */
public record DirectoryRow(@Nullable FileIdentity readAt, boolean racy) {
  /** A directory that is known by name only. */
  public static final DirectoryRow UNREAD = new DirectoryRow(null, false);
}
