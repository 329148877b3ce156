package io.sluice.files;

/** What a directory entry is. Only regular files and directories are ever served. */
public enum FileType {
  REGULAR,
  DIRECTORY,
  SYMBOLIC_LINK,
  /** FIFO, socket or device: never opened. */
  OTHER
}
