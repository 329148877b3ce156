package io.sluice.cli;

import io.sluice.config.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of a node, held by a lock so that no two processes write one index. The lock
 * goes with the process, however that ends.
 */
final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the directory when it is missing, and takes its lock.
   *
   * @throws StartFault when it can't be made or another process holds it
   */
  static DataDirectory hold(Settings settings) throws StartFault {
    Path path = settings.data();
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) != null) {
        return new DataDirectory(path, channel);
      }
      channel.close();
    } catch (FileAlreadyExistsException e) {
      throw StartFault.settings("the data directory " + path + " is not a directory");
    } catch (IOException e) {
      throw StartFault.runtime("the data directory " + path + " can't be used: " + e.getMessage());
    }
    throw StartFault.runtime(
        "the data directory " + path.toAbsolutePath() + " is in use by another process");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  Path credentials() {
    return path.resolve("credentials");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
