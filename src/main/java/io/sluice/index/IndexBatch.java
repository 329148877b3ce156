package io.sluice.index;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;

/** Changes that become visible together. Close after {@link #apply}, or without it to drop them. */
public final class IndexBatch implements AutoCloseable {
  public IndexBatch put(ObjectEntry entry) {
    throw new UnsupportedOperationException();
  }

  public IndexBatch removeObject(ObjectKey key) {
    throw new UnsupportedOperationException();
  }

  public IndexBatch putDirectory(ObjectKey directory, DirectoryRow row) {
    throw new UnsupportedOperationException();
  }

  /** Forgets a directory and every object and directory beneath it (range deletes). */
  public IndexBatch removeTree(ObjectKey directory) {
    throw new UnsupportedOperationException();
  }

  public void apply() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
