package io.sluice.files;

import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * One name in a directory.
 *
 * @param key the child's key; a directory's ends in a slash. Null when the name is not UTF-8
 * @param shownName the name for logs and status; bytes that are not UTF-8 appear as {@code \\xNN}
 * @param type from the directory itself, or from statx(2) where the file system does not tell
 * @param inode the inode number
 */
public record DirectoryEntry(
    @Nullable ObjectKey key, String shownName, FileType type, long inode) {}
