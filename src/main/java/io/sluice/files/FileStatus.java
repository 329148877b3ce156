package io.sluice.files;

import io.sluice.model.FileIdentity;

/** What statx(2) says of a file, with its own symbolic link not followed. */
public record FileStatus(FileType type, FileIdentity identity, int mode, int uid, int gid) {}
