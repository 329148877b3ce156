package io.sluice.files;

import io.sluice.model.ObjectKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One name in a directory.
 *
 * @param key the child's key; a directory's ends in a slash. Null when the name is not UTF-8
 * @param strangeName such a name for logs and status, with those bytes as {@code \\xNN}; else null
 * @param type from the directory itself, or from statx(2) where the file system does not tell
 * @param inode the inode number
 */
public record DirectoryEntry(
    @Nullable ObjectKey key, @Nullable String strangeName, FileType type, long inode) {

  /** The name for logs and status. */
  public String shownName() {
    return key != null ? key.name() : Objects.requireNonNull(strangeName);
  }
}
