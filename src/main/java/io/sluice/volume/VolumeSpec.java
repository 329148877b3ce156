package io.sluice.volume;

import io.sluice.index.IndexSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One volume as its owner needs to know it.
 *
 * @param name the volume's id
 * @param indexDirectory where its index lives, on the node's own disk
 * @param listing how fresh listings are
 * @param sizeLimitBytes the most its files may hold, {@link Long#MAX_VALUE} for no limit
 * @param reserveBytes free space of its file system that no body may take
 * @param maxStagedBytes the most bytes of bodies and parts that are not published yet
 * @param uploadExpiry how long after its last activity an unfinished upload is given up
 * @param crawl how it is walked in the background
 * @param backup whether and how the index is backed up onto the volume
 * @param sidecars how sidecars of files that pods removed are found
 */
public record VolumeSpec(
    String name,
    Path indexDirectory,
    IndexSettings index,
    ListingSettings listing,
    long sizeLimitBytes,
    long reserveBytes,
    long maxStagedBytes,
    Duration uploadExpiry,
    CrawlSettings crawl,
    BackupSettings backup,
    SidecarSettings sidecars) {

  /** What of it can be changed later. */
  VolumeTuning tuning() {
    return new VolumeTuning(listing, crawl, sizeLimitBytes);
  }
}
