package io.sluice.index;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The index of one volume. Safe for use by many threads. */
public final class VolumeIndex implements AutoCloseable {
  /**
   * Opens, or makes, the index in a directory.
   *
   * @throws IndexFailure NEWER_FORMAT when a newer version wrote it, DAMAGED when it can't be read,
   *     IN_USE, IO
   */
  public static VolumeIndex open(Path directory, IndexSettings settings) throws IndexFailure {
    throw new UnsupportedOperationException();
  }

  public @Nullable ObjectEntry object(ObjectKey key) {
    throw new UnsupportedOperationException();
  }

  public @Nullable DirectoryRow directory(ObjectKey directory) {
    throw new UnsupportedOperationException();
  }

  /** A new set of changes, applied together or not at all. */
  public IndexBatch batch() {
    throw new UnsupportedOperationException();
  }

  /** An ordered view of objects and directories at one moment. */
  public IndexScan scan() {
    throw new UnsupportedOperationException();
  }

  public void putUpload(ObjectKey key, String uploadId, String json) {
    throw new UnsupportedOperationException();
  }

  public @Nullable StoredUpload upload(String uploadId) {
    throw new UnsupportedOperationException();
  }

  public java.util.List<StoredUpload> uploadsAfter(
      @Nullable ObjectKey key, @Nullable String uploadId, ObjectKey prefix, int limit) {
    throw new UnsupportedOperationException();
  }

  public void removeUpload(String uploadId) {
    throw new UnsupportedOperationException();
  }

  public void putPart(String uploadId, int number, String json) {
    throw new UnsupportedOperationException();
  }

  public java.util.List<StoredPart> partsAfter(String uploadId, int number, int limit) {
    throw new UnsupportedOperationException();
  }

  public static void destroy(Path directory) throws IndexFailure {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
