package io.sluice.volume;

import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The parts that keep the index true and list from it, put together.
 *
 * @param freshener what is true of one key
 * @param updates to be told of every change that S3 makes
 * @param coverage which directories the index has read
 * @param pages pages of listings
 * @param unlisted names that can't be keys
 * @param guard through which all rows are written
 */
record Listing(
    Freshener freshener,
    IndexUpdates updates,
    Coverage coverage,
    PageBuilder pages,
    UnlistedNames unlisted,
    RowGuard guard) {
  /**
   * The two clocks.
   *
   * @param wall to be compared with the times of files
   * @param nanoTime for ages; never goes back
   */
  record Clocks(InstantSource wall, LongSupplier nanoTime) {}

  static Listing of(VolumeRoot root, VolumeIndex index, ListingSettings settings, Clocks clocks) {
    EntryReader entries = new EntryReader(root, settings.listEmptyDirectories());
    RowGuard guard = new RowGuard(index);
    Freshener freshener = new Freshener(index, entries, guard);
    UnlistedNames unlisted = new UnlistedNames();
    DirectoryReader reader =
        new DirectoryReader(
            root,
            index,
            guard,
            new DirectoryReader.Terms(entries, settings, clocks.wall(), unlisted));
    Coverage coverage =
        new Coverage(
            index,
            entries,
            reader,
            new Coverage.Pace(settings.freshness().toNanos(), clocks.nanoTime()));
    PageBuilder pages =
        new PageBuilder(root, index, coverage, new PageBuilder.Showing(settings, freshener));
    return new Listing(freshener, new IndexUpdates(guard), coverage, pages, unlisted, guard);
  }
}
