package io.sluice.model;

/** What a user may do with the keys that a grant covers. */
public enum Permission {
  /** Content, metadata, tags and existence of an object. */
  READ,
  /** Making and replacing objects, their tags, and uploads in parts. */
  WRITE,
  /** Names of objects and of uploads. */
  LIST,
  /** Removing objects. */
  DELETE
}
