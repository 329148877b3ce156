package io.sluice.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A store that is being put together from files. It has no store's name until it is whole, so that
 * half of it is never opened. Close it in any case.
 */
public final class Restoration implements AutoCloseable {
  private final VolumeIndex index;
  private final Path whole;
  private final Path unfinished;

  Restoration(VolumeIndex index, Path whole) throws IOException {
    this.index = index;
    this.whole = whole;
    this.unfinished = whole.resolveSibling(whole.getFileName() + IndexFolder.UNFINISHED);
    IndexFolder.delete(unfinished);
    Files.createDirectories(unfinished);
  }

  /** Writes a piece of a file, in order. */
  public void write(String name, byte[] bytes) throws IndexFailure {
    try (FileChannel file =
        FileChannel.open(
            unfinished.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        file.write(rest);
      }
    } catch (IOException e) {
      throw Generation.failure(unfinished, e);
    }
  }

  /**
   * Opens the store, all of whose files are there.
   *
   * @return null when it is another tree's
   * @throws IndexFailure when it can't be used
   */
  public @Nullable Successor open(long rootInode) throws IndexFailure {
    try {
      Files.move(unfinished, whole);
    } catch (IOException e) {
      throw Generation.failure(unfinished, e);
    }
    Successor successor = null;
    try {
      successor = index.opened(whole);
      if (successor.belongsTo(rootInode)) {
        return successor;
      }
      successor.close();
      return null;
    } finally {
      if (successor == null) {
        remove(whole);
      }
    }
  }

  @Override
  public void close() {
    remove(unfinished);
  }

  private static void remove(Path directory) {
    try {
      IndexFolder.delete(directory);
    } catch (IOException e) {
      // The next opening removes it, unless it is the newest by then: that does no harm either.
    }
  }
}
