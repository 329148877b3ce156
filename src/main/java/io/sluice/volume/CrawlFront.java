package io.sluice.volume;

import io.sluice.index.IndexScan;
import io.sluice.index.KeyBytes;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ObjectKey;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far one walk after the other is through the directories that the index knows, in key order,
 * and which of them are being looked at. Reading one makes those in it known, and they all come
 * after it. Safe for use by many threads.
 *
 * <pre>
 *   a/    b/    b/1/   b/2/   b/3/   c/
 *   done  hand  done   hand          ^
 *   ^                                taken next; when b/ is done, back to what is new in b/
 *   cursor: all up to here is done, which is where a restart goes on
 * </pre>
 */
final class CrawlFront {
  /** How many directories beyond the cursor may be done, or be looked at. */
  private static final int WINDOW = 64;

  private final VolumeIndex index;
  private final TreeMap<ObjectKey, Look> ahead = new TreeMap<>();
  private final AtomicLong entries = new AtomicLong();
  private boolean underWay;
  private boolean through;
  private int round;
  private CrawlCounts counts;
  private @Nullable ObjectKey cursor;
  private byte @Nullable [] from;
  private @Nullable IndexScan scan;

  /** What became of a directory that was taken. */
  private enum State {
    TAKEN,
    DONE
  }

  private record Look(State state, int subdirectories) {}

  /**
   * A directory to look at.
   *
   * @param round the walk that it is of
   * @param unread whether the index had not read it
   */
  record Task(ObjectKey directory, int round, boolean unread) {}

  /**
   * What a look found.
   *
   * @param subdirectories how many there are
   * @param isNews whether there may be other directories in it than the index had when it was taken
   * @param denied whether it may not be read, nor what is in it
   */
  record Found(int subdirectories, boolean isNews, boolean denied) {
    static final Found NOTHING = new Found(0, false, false);
  }

  CrawlFront(VolumeIndex index, CrawlNote note) {
    this.index = index;
    this.cursor = note.cursor();
    this.underWay = cursor != null;
    this.counts = underWay ? note.now() : CrawlCounts.NONE;
    this.from = cursor == null ? null : KeyBytes.justAfter(cursor.utf8());
  }

  /** Gets ready for the next walk; what is being looked at counts no more. */
  synchronized void begin() {
    pause();
    underWay = false;
    through = false;
    cursor = null;
    from = null;
    counts = CrawlCounts.NONE;
    ahead.clear();
    round++;
  }

  synchronized boolean isUnderWay() {
    return underWay;
  }

  /** Up to which directory all were dealt with, null at the beginning. */
  synchronized @Nullable ObjectKey cursor() {
    return cursor;
  }

  synchronized CrawlCounts counts() {
    return counts;
  }

  /** How many entries were looked at, in all walks of this process. */
  long entries() {
    return entries.get();
  }

  void addEntries(long some) {
    entries.addAndGet(some);
  }

  /**
   * The next directory to look at, null when there is none now.
   *
   * @param begins whether the caller may begin a walk
   */
  synchronized @Nullable Task take(boolean begins) {
    if (through || ahead.size() >= WINDOW || (from == null && (!begins || underWay))) {
      return null;
    }
    ObjectKey next = next();
    if (next == null) {
      return null;
    }
    boolean unread = scan == null || !DirectoryReader.isRead(scan.directoryRow());
    underWay = true;
    ahead.put(next, new Look(State.TAKEN, 0));
    from = KeyBytes.justAfter(next.utf8());
    settle();
    return new Task(next, round, unread);
  }

  private @Nullable ObjectKey next() {
    byte[] at = from;
    if (at == null) {
      return ObjectKey.ROOT;
    }
    IndexScan open = scan;
    if (open == null) {
      open = index.scan();
      scan = open;
      open.seekDirectories(at);
    }
    ObjectKey next = open.directory();
    while (next != null && (ahead.containsKey(next) || isBefore(next.utf8(), at))) {
      open.nextDirectory();
      next = open.directory();
    }
    return next;
  }

  private static boolean isBefore(byte[] key, byte[] from) {
    return Arrays.compareUnsigned(key, from) < 0;
  }

  /** A directory was dealt with. */
  synchronized void done(Task task, Found found) {
    if (isOutdated(task)) {
      return;
    }
    ahead.put(task.directory(), new Look(State.DONE, found.subdirectories()));
    byte[] utf8 = task.directory().utf8();
    byte[] at = from;
    if (found.denied()) {
      boolean inside = at != null && KeyBytes.startsWith(at, utf8);
      goOnFrom(inside || at == null ? KeyBytes.after(utf8) : at);
    } else if (found.isNews()) {
      byte[] inside = KeyBytes.justAfter(utf8);
      goOnFrom(at != null && isBefore(at, inside) ? at : inside);
    }
    settle();
  }

  /** A directory was not dealt with: it is to be taken again. */
  synchronized void giveBack(Task task) {
    if (isOutdated(task)) {
      return;
    }
    ahead.remove(task.directory());
    byte[] utf8 = task.directory().utf8();
    byte[] at = from;
    goOnFrom(at != null && isBefore(at, utf8) ? at : utf8);
    if (task.directory().equals(ObjectKey.ROOT)) {
      from = null;
      underWay = false;
    }
  }

  /** Whether a directory was taken for a walk that was given up. */
  synchronized boolean isOutdated(Task task) {
    return task.round() != round;
  }

  private void goOnFrom(byte[] place) {
    pause(); // The scan doesn't know what came, or what went.
    from = place;
  }

  /** Moves the cursor over all that is done, but not past what is still to be taken. */
  private void settle() {
    while (!ahead.isEmpty()) {
      var first = ahead.firstEntry();
      byte[] place = from;
      boolean isReached = place != null && isBefore(first.getKey().utf8(), place);
      if (!isReached || first.getValue().state() != State.DONE) {
        return;
      }
      ahead.pollFirstEntry();
      cursor = first.getKey();
      counts = counts.plusFound(first.getValue().subdirectories()).plusDirectory();
    }
  }

  /** Whether all was dealt with; once it was, nothing is taken until the next walk. */
  synchronized boolean isThrough() {
    if (!through && underWay && next() == null) {
      from = KeyBytes.after(ObjectKey.ROOT.utf8()); // Nothing is left to be taken.
      settle();
      through = ahead.isEmpty();
    }
    return through;
  }

  /** Lets go of the scan: while it is open, the index keeps what others delete. */
  synchronized void pause() {
    if (scan != null) {
      scan.close();
      scan = null;
    }
  }
}
