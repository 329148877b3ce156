package io.sluice.index;

import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * Two cursors over one moment of the index, objects and directories, each in key order. Must be
 * closed: it holds native memory.
 */
public final class IndexScan implements AutoCloseable {
  /** Moves both cursors to the first key not less than these bytes. */
  public void seek(byte[] from) {
    throw new UnsupportedOperationException();
  }

  /** The object under the cursor without its metadata, null at the end. */
  public @Nullable ListedObject object() {
    throw new UnsupportedOperationException();
  }

  /** The same object, whole. */
  public @Nullable ObjectEntry objectEntry() {
    throw new UnsupportedOperationException();
  }

  public void nextObject() {
    throw new UnsupportedOperationException();
  }

  /** The directory under the cursor, null at the end. */
  public @Nullable ObjectKey directory() {
    throw new UnsupportedOperationException();
  }

  public @Nullable DirectoryRow directoryRow() {
    throw new UnsupportedOperationException();
  }

  public void nextDirectory() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
