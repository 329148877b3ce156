package io.sluice.volume;

import io.sluice.files.VolumeRoot;
import io.sluice.index.VolumeIndex;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The parts that keep the index true and list from it, put together.
 *
 * @param freshener what is true of one key
 * @param updates to be told of every change that S3 makes
 * @param coverage which directories the index has read
 * @param pages pages of listings
 * @param unlisted names that can't be keys
 * @param moved directories that pods renamed
 * @param hints what the kernel tells of changes
 * @param guard through which all rows are written
 * @param hashing what turns version tags into MD5s
 */
record Listing(
    Freshener freshener,
    IndexUpdates updates,
    Coverage coverage,
    PageBuilder pages,
    UnlistedNames unlisted,
    MovedDirectories moved,
    ChangeHints hints,
    RowGuard guard,
    Hashing hashing)
    implements AutoCloseable {
  /**
   * The two clocks.
   *
   * @param wall to be compared with the times of files
   * @param nanoTime for ages; never goes back
   */
  record Clocks(InstantSource wall, LongSupplier nanoTime) {}

  /**
   * How the parts work.
   *
   * @param listing asked anew for every page and every look, so that it may change meanwhile
   */
  record Terms(Supplier<ListingSettings> listing, HashTerms hashing, Coverage.Portions portions) {}

  /** Puts them together. */
  static Listing of(VolumeRoot root, VolumeIndex index, Terms terms, Clocks clocks) {
    Supplier<ListingSettings> settings = terms.listing();
    EntryReader entries = new EntryReader(root, () -> settings.get().listEmptyDirectories());
    RowGuard guard = new RowGuard(index);
    MovedDirectories moved = new MovedDirectories(index, entries);
    Freshener freshener = new Freshener(index, entries, guard, moved);
    Hashing hashing =
        new Hashing(new Hashing.Parts(root, index, freshener, guard), terms.hashing(), clocks);
    UnlistedNames unlisted = new UnlistedNames();
    ChangeHints hints = new ChangeHints(root);
    var reading =
        new DirectoryReader.Terms(
            entries, settings, () -> hashing.settings().hashes(), clocks.wall(), unlisted, moved);
    DirectoryReader reader = new DirectoryReader(root, index, guard, reading);
    Coverage coverage =
        new Coverage(
            index,
            new DirectoryCheck.Parts(index, entries, reader),
            new Coverage.Pace(settings, clocks.nanoTime(), terms.portions()),
            hints);
    PageBuilder pages =
        new PageBuilder(
            root, index, coverage, new PageBuilder.Showing(settings, freshener, hashing));
    IndexUpdates updates = new IndexUpdates(guard);
    return new Listing(freshener, updates, coverage, pages, unlisted, moved, hints, guard, hashing);
  }

  /** Before the index is closed. */
  @Override
  public void close() {
    hints.close();
    coverage.close();
    moved.close();
  }
}
