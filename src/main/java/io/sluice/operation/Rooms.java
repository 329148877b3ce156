package io.sluice.operation;

import io.sluice.bus.VolumeClient;
import io.sluice.catalog.Catalog;
import io.sluice.files.VolumeRoot;
import io.sluice.s3.PageTokens;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operations of one node work with. */
public record Rooms(
    VolumeClient volumes,
    MountedVolumes mounts,
    Catalog catalog,
    BucketLifecycle lifecycle,
    WorkerExecutor workers,
    PageTokens tokens,
    OperationSettings settings,
    InstantSource clock) {
  private static final Logger log = LoggerFactory.getLogger(Rooms.class);

  /** Runs what touches files on a worker thread. */
  <T> Future<T> blocking(Callable<T> work) {
    return workers.executeBlocking(work, false).map(result -> Objects.requireNonNull(result));
  }

  /** The same for work that has no result. */
  Future<Boolean> doing(Runnable work) {
    return blocking(() -> {
      work.run();
      return true;
    });
  }

  /**
   * Removes a staged file that will not be published. What can't be removed now, the next start
   * sweeps.
   */
  void removeStaged(VolumeRoot root, String stagedName) {
    blocking(
            () -> {
              root.staging().remove(stagedName);
              return stagedName;
            })
        .onFailure(failure -> log.atWarn().addKeyValue("file", stagedName).log("left in staging"));
  }
}
