package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at one directory of a walk after the other. For one thread at a time. */
final class CrawlHand {
  private static final Logger log = LoggerFactory.getLogger(CrawlHand.class);

  private final Crawl.Parts parts;
  private final CrawlFront front;
  private final boolean begins;
  private CrawlFront.@Nullable Task task;
  private @Nullable Look look;
  private @Nullable EntrySweep sweep;
  private CrawlFront.Found found = CrawlFront.Found.NOTHING;

  /**
   * @param begins whether it may begin a walk
   */
  CrawlHand(Crawl.Parts parts, CrawlFront front, boolean begins) {
    this.parts = parts;
    this.front = front;
    this.begins = begins;
  }

  /** Whether it is in the middle of a directory. */
  boolean isBusy() {
    return task != null;
  }

  /**
   * Goes on for about so many entries.
   *
   * @return how many there were; 0 when there is nothing to take now
   */
  int advance(int most) throws FileFailure {
    CrawlFront.Task now = task;
    if (now != null && front.isOutdated(now)) {
      abandon();
      now = null;
    }
    if (now == null) {
      now = front.take(begins);
      task = now;
    }
    if (now == null) {
      return 0;
    }
    try {
      int seen = sweep != null ? sweep(sweep, now, most) : look(now, most);
      front.addEntries(seen);
      return seen;
    } catch (FileFailure failure) {
      failed(now, failure);
      return 1;
    } catch (RuntimeException fault) {
      abandon();
      throw fault;
    }
  }

  private int look(CrawlFront.Task now, int most) throws FileFailure {
    Look open = look;
    if (open == null) {
      open = parts.coverage().begin(now.directory());
      look = open;
    }
    if (!open.step(most)) {
      return most;
    }
    look = null;
    DirectoryTally tally = open.tally();
    looked(now, open.outcome(), tally);
    return 1 + (tally == null ? 0 : (int) (tally.names() % most));
  }

  private void looked(
      CrawlFront.Task now, Coverage.@Nullable Outcome outcome, @Nullable DirectoryTally tally)
      throws FileFailure {
    int subdirectories = tally == null ? 0 : tally.directories();
    boolean isCovered = outcome == Coverage.Outcome.COVERED;
    // Covered, but unread when it was taken: a page has read it since.
    boolean isNews = isCovered ? now.unread() : subdirectories > 0 || tally == null;
    boolean compares = !parts.tuning().get().listing().verifyEntries();
    boolean isUnseen = tally != null && tally.unchanged() > 0;
    if (compares && (isCovered || isUnseen)) {
      sweep = parts.sweeps().begin(now.directory());
    }
    found = new CrawlFront.Found(subdirectories, isNews, outcome == Coverage.Outcome.DENIED);
    if (sweep == null) {
      done(now);
    }
  }

  private int sweep(EntrySweep open, CrawlFront.Task now, int most) throws FileFailure {
    int seen = open.step(most);
    if (seen < most) {
      open.close();
      sweep = null;
      done(now);
    }
    return Math.max(1, seen);
  }

  /** One directory that can't be read must not end the walk; a root that can't does. */
  private void failed(CrawlFront.Task now, FileFailure failure) throws FileFailure {
    if (now.directory().equals(ObjectKey.ROOT)) {
      abandon();
      throw failure;
    }
    log.atWarn()
        .addKeyValue("directory", now.directory())
        .log("the crawl passes over a directory: {}", failure.getMessage());
    letGo();
    done(now);
  }

  private void done(CrawlFront.Task now) {
    front.done(now, found);
    found = CrawlFront.Found.NOTHING;
    task = null;
  }

  /** Gives up what is under way. */
  void abandon() {
    letGo();
    found = CrawlFront.Found.NOTHING;
    if (task != null) {
      front.giveBack(task);
      task = null;
    }
  }

  private void letGo() {
    if (look != null) {
      look.abandon();
      look = null;
    }
    if (sweep != null) {
      sweep.close();
      sweep = null;
    }
  }
}
