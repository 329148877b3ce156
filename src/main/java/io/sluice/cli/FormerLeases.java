package io.sluice.cli;

import io.sluice.cluster.Lease;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What a node without a cluster makes of leases that it finds on volumes. One that is renewed says
 * that a cluster serves the volume, also where its file system's locks don't; one that was not let
 * go of may belong to an owner that died.
 */
final class FormerLeases {
  /** Of an owner that lives none stays unchanged for that long, unless its settings are unusual. */
  private static final long DEAD_NANOS = Duration.ofSeconds(15).toNanos();

  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<String, Seen> seen = new ConcurrentHashMap<>();

  private record Seen(Lease lease, long sinceNanos) {}

  FormerLeases(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Returns if nobody holds a lease on the volume.
   *
   * @throws FileFailure with EBUSY when somebody does, or may do: ask again later
   */
  void check(String volume, VolumeRoot root) throws IOException {
    Lease lease = new VolumeLeases(root.documents()).read(volume);
    if (lease == null || lease.released()) {
      seen.remove(volume);
      return;
    }
    long now = nanoTime.getAsLong();
    Seen last =
        seen.compute(
            volume,
            (_, before) ->
                before != null && before.lease().equals(lease) ? before : new Seen(lease, now));
    if (now - last.sinceNanos() < DEAD_NANOS) {
      throw new FileFailure(Errno.EBUSY, "lease of node", lease.nodeId());
    }
  }
}
