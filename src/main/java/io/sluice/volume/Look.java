package io.sluice.volume;

import io.sluice.files.FileFailure;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One look at a directory, shared by all who want it at that time. It is done in steps, and any of
 * them may do the next one: so who needs it now finishes what the crawl began, and never waits for
 * the crawl's pace.
 */
final class Look {
  private final long atNanos;
  private final Steps steps;
  private final Consumer<Look> afterwards;
  // Fair: else the crawl, which asks for it again at once, would be faster than who waits.
  private final ReentrantLock lock = new ReentrantLock(true);
  private Coverage.@Nullable Outcome outcome;
  private boolean ended;

  /** The work itself. */
  interface Steps extends AutoCloseable {
    /**
     * Goes on for about so many names.
     *
     * @return the outcome, null while there is more
     */
    Coverage.@Nullable Outcome step(int most) throws FileFailure;

    /** Writes what was found so far, and tells how far that is; null before there is anything. */
    @Nullable Reach written();

    /** What was found, null when nothing was read. */
    @Nullable DirectoryTally tally();

    @Override
    void close();
  }

  /**
   * @param atNanos when it began
   * @param afterwards runs once, at the end
   */
  Look(long atNanos, Steps steps, Consumer<Look> afterwards) {
    this.atNanos = atNanos;
    this.steps = steps;
    this.afterwards = afterwards;
  }

  long atNanos() {
    return atNanos;
  }

  /**
   * Does the next step, after whoever is doing one.
   *
   * @return whether the look has ended, by this step or before
   */
  boolean step(int most) throws FileFailure {
    lock.lock();
    try {
      if (ended) {
        return true;
      }
      boolean goesOn = false;
      try {
        outcome = steps.step(most);
        goesOn = outcome == null;
      } finally {
        if (!goesOn) {
          end();
        }
      }
      return !goesOn;
    } finally {
      lock.unlock();
    }
  }

  /** Does all steps that are left; null when somebody else's step failed. */
  Coverage.@Nullable Outcome finish() throws FileFailure {
    while (!step(Integer.MAX_VALUE)) {
      // The names first, then what they name.
    }
    return outcome();
  }

  /**
   * Goes on until there is something to tell, and then for about so many names.
   *
   * @return how far it is; null once it has ended
   */
  @Nullable Reach advance(int most) throws FileFailure {
    while (!step(most)) {
      Reach reach = written();
      if (reach != null) {
        return reach;
      }
    }
    return null;
  }

  /** How far it is; null before there is anything, and after the end. */
  @Nullable Reach written() {
    lock.lock();
    try {
      return ended ? null : steps.written();
    } finally {
      lock.unlock();
    }
  }

  /** What came of it; null before the end, and when it failed. */
  Coverage.@Nullable Outcome outcome() {
    lock.lock();
    try {
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  /** What was found, null when nothing was read; to be asked for after the end. */
  @Nullable DirectoryTally tally() {
    lock.lock();
    try {
      return steps.tally();
    } finally {
      lock.unlock();
    }
  }

  /** Gives it up unless it has ended. */
  void abandon() {
    lock.lock();
    try {
      if (!ended) {
        end();
      }
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    ended = true;
    try {
      steps.close();
    } finally {
      afterwards.accept(this);
    }
  }
}
