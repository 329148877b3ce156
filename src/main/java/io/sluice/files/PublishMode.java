package io.sluice.files;

/** What publishing does when the name is taken. */
public enum PublishMode {
  /** Replaces a regular file atomically. */
  REPLACE,
  /** Fails with EEXIST, decided by the file system (renameat2 RENAME_NOREPLACE, else linkat). */
  CREATE
}
