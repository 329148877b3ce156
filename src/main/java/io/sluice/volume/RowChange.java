package io.sluice.volume;

import io.sluice.index.DirectoryRow;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;

/** One change of one row of the index, not yet made. */
sealed interface RowChange {
  /** The key whose row changes. */
  ObjectKey subject();

  /**
   * An object is there.
   *
   * @param learned whether only more is known of the content of a file that was there before
   */
  record PutObject(ObjectEntry entry, boolean learned) implements RowChange {
    PutObject(ObjectEntry entry) {
      this(entry, false);
    }

    @Override
    public ObjectKey subject() {
      return entry.key();
    }
  }

  /** A file is there; what S3 stored on it, it is asked when somebody wants to know. */
  record PutUnread(ObjectKey subject, FileIdentity identity) implements RowChange {}

  /** An object is gone. */
  record RemoveObject(ObjectKey subject) implements RowChange {}

  /** A directory is there. */
  record PutDirectory(ObjectKey subject, DirectoryRow row) implements RowChange {}

  /** A directory is gone, with all beneath it. */
  record RemoveTree(ObjectKey subject) implements RowChange {}
}
