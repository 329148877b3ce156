package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexFaultException;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the index up to date with the names of one directory. */
final class DirectoryReader {
  private static final Logger log = LoggerFactory.getLogger(DirectoryReader.class);

  /** How often the index may get another store while one directory is read. */
  private static final int ROUNDS = 16;

  private final VolumeRoot root;
  private final VolumeIndex index;
  private final RowGuard guard;
  private final Terms terms;

  /**
   * What readings have in common.
   *
   * @param entries reads single objects
   * @param settings of the volume
   * @param clock tells whether a directory changed only just now
   * @param unlisted takes note of names that can't be keys
   */
  record Terms(
      EntryReader entries, ListingSettings settings, InstantSource clock, UnlistedNames unlisted) {}

  DirectoryReader(VolumeRoot root, VolumeIndex index, RowGuard guard, Terms terms) {
    this.root = root;
    this.index = index;
    this.guard = guard;
    this.terms = terms;
  }

  /** What became of a reading. */
  enum Outcome {
    READ,
    /** There is no such directory; the index has forgotten it. */
    GONE,
    /** We may not read it. */
    DENIED
  }

  Outcome read(ObjectKey directory) throws FileFailure {
    for (int round = 1; round <= ROUNDS; round++) {
      Outcome outcome = tryRead(directory);
      if (outcome != null) {
        return outcome;
      }
    }
    throw Refusal.exception(
        Reason.SLOW_DOWN, "The index of the volume is being made anew; try again.");
  }

  /** Null when the index got another store meanwhile, so that all is to be done again. */
  private @Nullable Outcome tryRead(ObjectKey directory) throws FileFailure {
    long generation = index.generation();
    try (Watch watch = guard.watch(directory)) {
      Outcome outcome = attempt(watch, directory);
      return guard.isOutdated(watch) ? null : outcome;
    } catch (IndexFaultException fault) {
      index.failed(generation, fault);
      return null;
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

  private Outcome attempt(Watch watch, ObjectKey directory) throws FileFailure {
    try (DirectoryScan scan = root.scan(directory)) {
      if (scan == null) {
        return forget(watch, directory);
      }
      if (index.directory(directory) == null) {
        guard.know(directory);
      }
      new DirectoryReading(index, new DirectoryReading.Looks(guard, watch, scan), terms)
          .run(directory);
      return Outcome.READ;
    } catch (FileFailure failure) {
      if (Absence.is(failure.errno())) {
        return forget(watch, directory);
      }
      throw failure;
    }
  }

  private Outcome forget(Watch watch, ObjectKey directory) throws FileFailure {
    if (directory.equals(ObjectKey.ROOT)) {
      throw new FileFailure(Errno.ENOENT, "openat2", "the root of the volume");
    }
    // Looked at again under the watch, since it may be back by now.
    if (terms.entries().status(directory) == null) {
      guard.apply(watch, List.of(new RowChange.RemoveTree(directory)));
    }
    return Outcome.GONE;
  }
}
