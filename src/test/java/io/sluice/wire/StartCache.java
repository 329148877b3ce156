package io.sluice.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The server's classes as the virtual machine holds them in memory, kept in a file: tests start it
 * some hundred times, and each start costs half the CPU so. Made once for a build by a server that
 * starts as a cluster of one, answers a little, and ends.
 *
 * <p>Source: JEP 514, "Ahead-of-Time Command-Line Ergonomics".
 */
final class StartCache {
  private static final String MAKING = "-XX:AOTCacheOutput=";

  private StartCache() {}

  /** The options by which a server starts from the cache; makes it if need be. */
  static List<String> options(Path target, List<String> given) {
    if (given.stream().anyMatch(option -> option.startsWith(MAKING))) {
      return List.of();
    }
    return List.of("-XX:AOTCache=" + made(target));
  }

  /** One at a time makes it, of all test processes. */
  private static synchronized Path made(Path target) {
    Path cache = target.resolve("server.aot");
    try {
      if (isFresh(cache, target)) {
        return cache;
      }
      Path turn = target.resolve("server.aot.lock");
      try (FileChannel channel =
              FileChannel.open(turn, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!isFresh(cache, target)) {
          make(cache, target);
        }
      }
      return cache;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFresh(Path cache, Path target) throws IOException {
    Path jar = target.resolve("sluice.jar");
    return Files.exists(cache)
        && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
  }

  private static void make(Path cache, Path target) throws IOException {
    Path home = Files.createTempDirectory("start-cache");
    Path volume = Files.createDirectories(home.resolve("volumes/trial")).getParent();
    Path making = target.resolve("server.aot.new");
    var launch = new ServerProcess.Launch(List.of(), List.of(MAKING + making));
    String port = String.valueOf(Cluster.freePort());
    List<String> arguments =
        List.of(
            "--volumes-root=" + volume,
            "--set=cluster.name=one",
            "--set=cluster.secret=of-nobody-else",
            "--set=cluster.members=127.0.0.1:" + port,
            "--set=cluster.port=" + port,
            "--set=cluster.bus-port=0");
    try (ServerProcess server = ServerProcess.start(home.resolve("data"), launch, arguments);
        S3Client s3 = Wire.client(server.endpoint())) {
      s3.putObject(r -> r.bucket("trial").key("a/b"), RequestBody.fromString("c"));
      s3.getObjectAsBytes(r -> r.bucket("trial").key("a/b"));
      s3.listObjectsV2(r -> r.bucket("trial"));
      int code = server.terminate();
      if (code != 0 || !Files.exists(making)) {
        throw new IOException("ended with " + code + ":\n" + server.log());
      }
    }
    Files.move(making, cache, StandardCopyOption.ATOMIC_MOVE);
  }
}
