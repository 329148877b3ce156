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
 * @param hashing what turns version tags into MD5s
 */
record Listing(
    Freshener freshener,
    IndexUpdates updates,
    Coverage coverage,
    PageBuilder pages,
    UnlistedNames unlisted,
    Hashing hashing) {
  /**
   * The two clocks.
   *
   * @param wall to be compared with the times of files
   * @param nanoTime for ages; never goes back
   */
  record Clocks(InstantSource wall, LongSupplier nanoTime) {}

  static Listing of(VolumeRoot root, VolumeIndex index, ListingSettings settings, Clocks clocks) {
    return of(root, index, new Terms(settings, HashTerms.of(settings.clockGrain())), clocks);
  }

  /** How the parts work. */
  record Terms(ListingSettings listing, HashTerms hashing) {}

  static Listing of(VolumeRoot root, VolumeIndex index, Terms terms, Clocks clocks) {
    ListingSettings settings = terms.listing();
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
    Hashing hashing =
        new Hashing(new Hashing.Parts(root, index, freshener, guard), terms.hashing(), clocks);
    PageBuilder pages =
        new PageBuilder(
            root, index, coverage, new PageBuilder.Showing(settings, freshener, hashing));
    return new Listing(freshener, new IndexUpdates(guard), coverage, pages, unlisted, hashing);
  }
}
