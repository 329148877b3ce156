package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.index.IndexScan;
import io.sluice.index.KeyBytes;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One walk after the other through the directories that the index knows, in key order. Reading one
 * makes those in it known, and they all come after it. For one thread at a time.
 */
final class CrawlWalk {
  private static final Logger log = LoggerFactory.getLogger(CrawlWalk.class);

  private final Crawl.Parts parts;
  private boolean underWay;
  private CrawlCounts counts;
  private @Nullable ObjectKey cursor;
  private byte[] from;
  private int entries;
  private @Nullable ObjectKey at;
  private @Nullable Look look;
  private @Nullable EntrySweep sweep;
  private @Nullable IndexScan scan;

  CrawlWalk(Crawl.Parts parts, CrawlNote note) {
    this.parts = parts;
    this.cursor = note.cursor();
    this.underWay = cursor != null;
    this.counts = underWay ? note.now() : CrawlCounts.NONE;
    this.from = cursor == null ? new byte[0] : KeyBytes.justAfter(cursor.utf8());
  }

  /** Gets ready for the next walk. */
  void begin() {
    underWay = false;
    cursor = null;
    from = new byte[0];
    counts = CrawlCounts.NONE;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** The directory last dealt with, null at the beginning. */
  @Nullable ObjectKey cursor() {
    return cursor;
  }

  CrawlCounts counts() {
    return counts;
  }

  /** How many entries were looked at, in all walks of this process. */
  int entries() {
    return entries;
  }

  /**
   * Goes on for about so many entries.
   *
   * @return false at the end of the walk
   */
  boolean advance(int most) throws FileFailure {
    if (sweep != null) {
      sweep(sweep, most);
      return true;
    }
    if (look == null) {
      ObjectKey next = next();
      if (next == null) {
        return false;
      }
      underWay = true;
      at = next;
      look = parts.coverage().begin(next);
    }
    look(look, most);
    return true;
  }

  private void look(Look open, int most) throws FileFailure {
    boolean ended = false;
    try {
      ended = open.step(most);
    } catch (FileFailure failure) {
      look = null;
      failed(failure);
      return;
    }
    DirectoryTally tally = ended ? open.tally() : null;
    entries += ended ? 1 + (tally == null ? 0 : (int) (tally.names() % most)) : most;
    if (ended) {
      look = null;
      looked(open.outcome(), tally);
    }
  }

  private void looked(Coverage.@Nullable Outcome outcome, @Nullable DirectoryTally tally)
      throws FileFailure {
    ObjectKey directory = current();
    int subdirectories = tally == null ? 0 : tally.directories();
    counts = counts.plusFound(subdirectories);
    if (outcome != Coverage.Outcome.COVERED && (subdirectories > 0 || tally == null)) {
      pause(); // The scan doesn't know what came, or what went.
    }
    boolean compares = !parts.tuning().get().listing().verifyEntries();
    boolean isCovered = outcome == Coverage.Outcome.COVERED;
    boolean isUnseen = tally != null && tally.unchanged() > 0;
    if (compares && (isCovered || isUnseen)) {
      sweep = parts.sweeps().begin(directory);
      return;
    }
    done(outcome == Coverage.Outcome.DENIED);
  }

  private void sweep(EntrySweep open, int most) throws FileFailure {
    int seen;
    try {
      seen = open.step(most);
    } catch (FileFailure failure) {
      open.close();
      sweep = null;
      failed(failure);
      return;
    }
    entries += seen;
    if (seen < most) {
      open.close();
      sweep = null;
      done(false);
    }
  }

  /** One directory that can't be read must not end the walk; a root that can't does. */
  private void failed(FileFailure failure) throws FileFailure {
    ObjectKey directory = current();
    if (directory.equals(ObjectKey.ROOT)) {
      throw failure;
    }
    log.atWarn()
        .addKeyValue("directory", directory)
        .log("the crawl passes over a directory: {}", failure.getMessage());
    done(false);
  }

  private void done(boolean denied) {
    ObjectKey directory = current();
    cursor = directory;
    byte[] utf8 = directory.utf8();
    from = denied ? KeyBytes.after(utf8) : KeyBytes.justAfter(utf8);
    if (denied) {
      pause();
    }
    counts = counts.plusDirectory();
    at = null;
  }

  private ObjectKey current() {
    ObjectKey directory = at;
    if (directory == null) {
      throw new IllegalStateException("between two directories");
    }
    return directory;
  }

  private @Nullable ObjectKey next() {
    if (cursor == null) {
      return ObjectKey.ROOT;
    }
    IndexScan open = scan;
    if (open == null) {
      open = parts.index().scan();
      scan = open;
      open.seekDirectories(from);
    } else {
      open.nextDirectory();
    }
    return open.directory();
  }

  /** Lets go of the scan: while it is open, the index keeps what others delete. */
  void pause() {
    if (scan != null) {
      scan.close();
      scan = null;
    }
  }

  /** Gives up what is under way. */
  void abandon() {
    pause();
    if (look != null) {
      look.abandon();
      look = null;
    }
    if (sweep != null) {
      sweep.close();
      sweep = null;
    }
    at = null;
  }
}
