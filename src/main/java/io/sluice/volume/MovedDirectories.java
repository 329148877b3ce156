package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.index.ChildScan;
import io.sluice.index.DirectoryRow;
import io.sluice.index.IndexFaultException;
import io.sluice.index.IndexMoment;
import io.sluice.index.LeftRows;
import io.sluice.index.SideRows;
import io.sluice.index.VolumeIndex;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Knows directories again that pods renamed, by their inodes, so that what was learned of the files
 * in them needn't be learned anew. Renaming a directory changes nothing of the files beneath it, so
 * a row of the old place holds for a file of the new place that has exactly its identity.
 *
 * <pre>
 *   mv x/big y/other     new place read first:  inode -> x/big/, whose rows are still there
 *                        old place read first:  the rows go, but not from the moment kept here
 * </pre>
 *
 * <p>A moment is kept until a whole walk has passed, since by then the new place was read. It ends
 * with the process; {@link DepartureKeeper} writes down what was known of the larger files, by
 * their inodes.
 */
final class MovedDirectories implements AutoCloseable {
  /** Hashing less again takes some milliseconds. */
  static final long LEAST_LEFT_BYTES = 1 << 20;

  private static final int MOST_DEPARTURES = 256;
  private static final int MOST_DIRECTORIES = 10_000;

  private final VolumeIndex index;
  private final SideRows side;
  private final EntryReader entries;
  private final Deque<Departure> departures = new ArrayDeque<>();
  private final LeftRows left;
  private long walk;
  private long walkNumber;
  private long departed;
  private volatile boolean anyLeft;
  private boolean closed;

  MovedDirectories(VolumeIndex index, EntryReader entries) {
    this.index = index;
    this.side = new SideRows(index);
    this.entries = entries;
    this.left = new LeftRows(index);
    this.anyLeft = !left.isEmpty();
  }

  /** Directories whose rows go, and the moment before. */
  final class Departure {
    private final IndexMoment moment = index.moment();
    private final Set<ObjectKey> directories = new HashSet<>();
    private final Deque<ObjectKey> unkept = new ArrayDeque<>();
    private final long since = walk;
    private final long number = ++departed;
    private boolean held;
    private boolean over;

    /** To be called before the rows of a directory go. */
    void add(ObjectKey directory) {
      synchronized (MovedDirectories.this) {
        if (directories.size() < MOST_DIRECTORIES && directories.add(directory)) {
          unkept.add(directory);
        }
      }
    }

    /** Keeps the moment from ending while it is read; false when it has ended. */
    boolean hold() {
      synchronized (MovedDirectories.this) {
        held = !over;
        return held;
      }
    }

    void release() {
      synchronized (MovedDirectories.this) {
        held = false;
        if (over) {
          moment.close();
        }
      }
    }

    private void end() {
      over = true;
      if (!held) {
        moment.close();
      }
    }

    /** The names that were in a directory, above one; only while this is held. */
    ChildScan children(ObjectKey directory, byte[] after) {
      return moment.childrenAfter(directory, after);
    }

    /** A file's row, null for none of which more was known than that it is there. */
    @Nullable ObjectEntry object(ObjectKey key) {
      return moment.object(key);
    }

    private boolean covers(ObjectKey directory) {
      for (ObjectKey at = directory; !at.equals(ObjectKey.ROOT); at = at.parent()) {
        if (directories.contains(at)) {
          return true;
        }
      }
      return false;
    }
  }

  /** What the index had of a directory under the name that it had before. */
  static final class Former {
    private final ObjectKey directory;
    private final Function<ObjectKey, @Nullable ObjectEntry> rows;

    private Former(ObjectKey directory, Function<ObjectKey, @Nullable ObjectEntry> rows) {
      this.directory = directory;
      this.rows = rows;
    }

    /** A file of that directory under its new key, null unless exactly it was known. */
    @Nullable ObjectEntry known(ObjectKey key, FileIdentity identity) {
      ObjectEntry row = row(directory.child(key.name()));
      return row != null && row.claim() != null && row.identity().equals(identity)
          ? new ObjectEntry(key, identity, row.metadata(), row.claim())
          : null;
    }

    private @Nullable ObjectEntry row(ObjectKey key) {
      try {
        return rows.apply(key);
      } catch (IndexFaultException damaged) {
        return null; // A moment of a store that failed: what it knew is learned anew.
      }
    }
  }

  /** Keeps the present moment, null when all ends. One is enough for one reading. */
  synchronized @Nullable Departure departure() {
    if (closed) {
      return null;
    }
    Departure departure = new Departure();
    departures.addLast(departure);
    if (departures.size() > MOST_DEPARTURES) {
      departures.removeFirst().end();
    }
    return departure;
  }

  /** A directory that went, and the moment before. */
  record Left(Departure departure, ObjectKey directory) {}

  /** The number of the departure that began last. */
  synchronized long latestDeparture() {
    return departed;
  }

  /** The next directory that went in a departure of at most that number; null for none. */
  synchronized @Nullable Left nextLeft(long departure) {
    for (Departure each : departures) {
      ObjectKey directory = each.number <= departure ? each.unkept.poll() : null;
      if (directory != null) {
        return new Left(each, directory);
      }
    }
    return null;
  }

  /** Whether the directory was read at another place since. */
  boolean isFoundAgain(Left gone) {
    DirectoryRow row = gone.departure().moment.directory(gone.directory());
    FileIdentity readAt = row == null ? null : row.readAt();
    ObjectKey now = readAt == null ? null : side.directoryOf(readAt.inode());
    return now != null
        && readAt != null
        && !now.equals(gone.directory())
        && isRead(index.directory(now), readAt.inode());
  }

  /** Keeps rows of files that went, also over a restart, until a whole walk has passed. */
  synchronized void keep(List<ObjectEntry> rows) {
    left.put(walkNumber, rows);
    anyLeft = true;
  }

  /** Which walk through the volume it is, counted over restarts. */
  synchronized long walkNumber() {
    return walkNumber;
  }

  /** Which one it is: at the start, and when the index has another store. */
  synchronized void walkIs(long number) {
    walkNumber = number;
    anyLeft = !left.isEmpty();
  }

  /** What was written down of a file that turns up; null unless exactly it was. */
  @Nullable ObjectEntry left(ObjectKey key, FileIdentity identity) {
    return anyLeft && identity.sizeBytes() >= LEAST_LEFT_BYTES ? left.find(key, identity) : null;
  }

  /** The former place of the directory that has this inode now, null when none is known. */
  synchronized @Nullable Former formerly(ObjectKey now, long inode) {
    ObjectKey before = side.directoryOf(inode);
    if (before == null || before.equals(now)) {
      return null;
    }
    if (isRead(index.directory(before), inode)) {
      return new Former(before, index::object);
    }
    for (Iterator<Departure> all = departures.descendingIterator(); all.hasNext(); ) {
      Departure departure = all.next();
      if (departure.covers(before) && isRead(departure.moment.directory(before), inode)) {
        return new Former(before, departure.moment::object);
      }
    }
    return null;
  }

  /** What was known of a file that is met for the first time under its name, else itself. */
  ObjectEntry known(ObjectEntry now) throws FileFailure {
    ObjectKey key = now.key();
    FileStatus parent =
        now.claim() == null && !key.isDirectory() ? entries.status(key.parent()) : null;
    Former former = parent == null ? null : formerly(key.parent(), parent.identity().inode());
    ObjectEntry known = former == null ? null : former.known(key, now.identity());
    if (known == null && parent != null) {
      known = left(key, now.identity());
    }
    return known == null ? now : known;
  }

  /** A walk through the whole volume ended: what it should have found, it has. */
  synchronized void walkEnded() {
    while (!departures.isEmpty() && departures.getFirst().since < walk) {
      departures.removeFirst().end();
    }
    walk++;
    walkNumber++;
    if (anyLeft) {
      left.forget(walkNumber); // What the walk before the one that ended left.
      anyLeft = !left.isEmpty();
    }
  }

  private static boolean isRead(@Nullable DirectoryRow row, long inode) {
    FileIdentity readAt = row == null ? null : row.readAt();
    return readAt != null && readAt.inode() == inode;
  }

  /** Lets go of all moments: the index has another store. */
  synchronized void forget() {
    departures.forEach(Departure::end);
    departures.clear();
  }

  @Override
  public synchronized void close() {
    closed = true;
    forget();
  }
}
