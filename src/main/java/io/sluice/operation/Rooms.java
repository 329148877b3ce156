package io.sluice.operation;

import io.sluice.bus.VolumeClient;
import io.sluice.catalog.Catalog;
import io.sluice.files.VolumeRoot;
import io.sluice.s3.PageTokens;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operations of one node work with. */
public record Rooms(
    VolumeClient volumes,
    MountedVolumes mounts,
    Catalog catalog,
    BucketLifecycle lifecycle,
    VolumeLanes lanes,
    PageTokens tokens,
    OperationSettings settings,
    InstantSource clock,
    RandomGenerator random,
    Elsewhere elsewhere) {
  private static final Logger log = LoggerFactory.getLogger(Rooms.class);

  /** A new name for something that must be one among all: 32 hexadecimal digits. */
  String newName() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Names that begin with the time sort by it: the uploads of one key are listed oldest first. */
  String newUploadId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    long now = clock.millis();
    ByteBuffer.wrap(bytes).putShort((short) (now >>> Integer.SIZE)).putInt((int) now);
    return HexFormat.of().formatHex(bytes);
  }

  /** Runs what touches files of a volume on a worker thread. */
  <T> Future<T> blocking(String bucket, Callable<T> work) {
    return lanes.of(bucket).run(work);
  }

  /** The same for work that has no result. */
  Future<Boolean> doing(String bucket, Runnable work) {
    return blocking(
        bucket,
        () -> {
          work.run();
          return true;
        });
  }

  /**
   * Removes a staged file that will not be published. What can't be removed now, the next start
   * sweeps.
   */
  void removeStaged(String bucket, String stagedName) {
    VolumeRoot root = mounts.root(bucket);
    blocking(
            bucket,
            () -> {
              root.staging().remove(stagedName);
              return stagedName;
            })
        .onFailure(failure -> log.atWarn().addKeyValue("file", stagedName).log("left in staging"));
  }
}
