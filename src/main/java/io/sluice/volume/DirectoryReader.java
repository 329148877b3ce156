package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import io.sluice.index.DirectoryRow;
import io.sluice.index.IndexFaultException;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the index up to date with the names of one directory. */
final class DirectoryReader {
  private static final Logger log = LoggerFactory.getLogger(DirectoryReader.class);

  private final VolumeRoot root;
  private final VolumeIndex index;
  private final RowGuard guard;
  private final Terms terms;

  /**
   * What readings have in common.
   *
   * @param entries reads single objects
   * @param settings of the volume, now
   * @param hashes whether the hasher goes over all files now
   * @param clock tells whether a directory changed only just now
   * @param unlisted takes note of names that can't be keys
   * @param moved knows renamed directories again
   */
  record Terms(
      EntryReader entries,
      Supplier<ListingSettings> settings,
      BooleanSupplier hashes,
      InstantSource clock,
      UnlistedNames unlisted,
      MovedDirectories moved) {}

  DirectoryReader(VolumeRoot root, VolumeIndex index, RowGuard guard, Terms terms) {
    this.root = root;
    this.index = index;
    this.guard = guard;
    this.terms = terms;
  }

  /** Whether the names in a directory were read. */
  static boolean isRead(@Nullable DirectoryRow row) {
    return row != null && row.readAt() != null;
  }

  /** What became of a reading. */
  enum Outcome {
    READ,
    /** There is no such directory; the index has forgotten it. */
    GONE,
    /** We may not read it. */
    DENIED,
    /** The index got another store meanwhile, so that all is to be done again. */
    AGAIN
  }

  /**
   * Begins a reading; to be closed.
   *
   * @param ahead whether nobody waits for it
   */
  Reading begin(ObjectKey directory, boolean ahead) {
    long generation = index.generation();
    return new Reading(directory, guard.watch(directory), generation, laziness(ahead));
  }

  private DirectoryReading.Laziness laziness(boolean ahead) {
    if (!terms.hashes().getAsBoolean()) {
      return DirectoryReading.Laziness.NONE;
    }
    return ahead ? DirectoryReading.Laziness.ALWAYS : DirectoryReading.Laziness.IF_LARGE;
  }

  /** A reading under way, for one thread at a time. */
  final class Reading implements AutoCloseable {
    private final ObjectKey directory;
    private final Watch watch;
    private final long generation;
    private final DirectoryReading.Laziness laziness;
    private @Nullable DirectoryScan scan;
    private @Nullable DirectoryReading names;

    private Reading(
        ObjectKey directory, Watch watch, long generation, DirectoryReading.Laziness laziness) {
      this.laziness = laziness;
      this.directory = directory;
      this.generation = generation;
      this.watch = watch;
    }

    /**
     * Goes on for about so many names.
     *
     * @return what became of it, null while there is more
     */
    @Nullable Outcome step(int most) throws FileFailure {
      try {
        Outcome outcome = attempt(most);
        return guard.isOutdated(watch) ? Outcome.AGAIN : outcome;
      } catch (IndexFaultException fault) {
        index.failed(generation, fault);
        return Outcome.AGAIN;
      } catch (FileFailure failure) {
        if (!Absence.isDenial(failure.errno())) {
          throw failure;
        }
        log.atWarn()
            .addKeyValue("directory", directory)
            .log("A directory may not be read and is listed as nothing: {}", failure.getMessage());
        return Outcome.DENIED;
      }
    }

    private @Nullable Outcome attempt(int most) throws FileFailure {
      try {
        DirectoryReading open = names == null ? open() : names;
        names = open;
        if (open == null) {
          return forget();
        }
        return open.step(most) ? Outcome.READ : null;
      } catch (FileFailure failure) {
        if (Absence.is(failure.errno())) {
          return forget();
        }
        throw failure;
      }
    }

    private @Nullable DirectoryReading open() throws FileFailure {
      DirectoryScan opened = root.scan(directory);
      scan = opened;
      if (opened == null) {
        return null;
      }
      DirectoryRow known = index.directory(directory);
      if (known == null) {
        guard.know(directory);
      }
      var looks = new DirectoryReading.Looks(guard, watch, opened, known, laziness);
      return new DirectoryReading(directory, index, looks, terms);
    }

    private Outcome forget() throws FileFailure {
      if (directory.equals(ObjectKey.ROOT)) {
        throw new FileFailure(Errno.ENOENT, "openat2", "the root of the volume");
      }
      // Looked at again under the watch, since it may be back by now.
      if (terms.entries().status(directory) == null) {
        MovedDirectories.Departure departure =
            index.directory(directory) == null ? null : terms.moved().departure();
        if (departure != null) {
          departure.add(directory);
        }
        guard.apply(watch, List.of(new RowChange.RemoveTree(directory)));
      }
      return Outcome.GONE;
    }

    /** Writes what was found so far, and tells how far that is; null before there is anything. */
    @Nullable Reach written() {
      try {
        Reach reach = names == null ? null : names.written();
        return guard.isOutdated(watch) ? null : reach;
      } catch (IndexFaultException fault) {
        index.failed(generation, fault);
        return null;
      }
    }

    /** What was found, null when nothing was read. */
    @Nullable DirectoryTally tally() {
      return names == null ? null : names.tally();
    }

    @Override
    public void close() {
      if (names != null) {
        names.close();
      }
      if (scan != null) {
        scan.close();
      }
      watch.close();
    }
  }
}
