package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.index.DirectoryRow;
import io.sluice.index.IndexFaultException;
import io.sluice.index.IndexMoment;
import io.sluice.index.SideRows;
import io.sluice.index.VolumeIndex;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
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
 * <p>A moment is kept until a whole walk has passed, since by then the new place was read.
 */
final class MovedDirectories implements AutoCloseable {
  private static final int MOST_DEPARTURES = 256;
  private static final int MOST_DIRECTORIES = 10_000;

  private final VolumeIndex index;
  private final SideRows side;
  private final EntryReader entries;
  private final Deque<Departure> departures = new ArrayDeque<>();
  private long walk;
  private boolean closed;

  MovedDirectories(VolumeIndex index, EntryReader entries) {
    this.index = index;
    this.side = new SideRows(index);
    this.entries = entries;
  }

  /** Directories whose rows go, and the moment before. */
  final class Departure {
    private final IndexMoment moment = index.moment();
    private final Set<ObjectKey> directories = new HashSet<>();
    private final long since = walk;

    /** To be called before the rows of a directory go. */
    void add(ObjectKey directory) {
      synchronized (MovedDirectories.this) {
        if (directories.size() < MOST_DIRECTORIES) {
          directories.add(directory);
        }
      }
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
      departures.removeFirst().moment.close();
    }
    return departure;
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
    return known == null ? now : known;
  }

  /** A walk through the whole volume ended: what it should have found, it has. */
  synchronized void walkEnded() {
    while (!departures.isEmpty() && departures.getFirst().since < walk) {
      departures.removeFirst().moment.close();
    }
    walk++;
  }

  private static boolean isRead(@Nullable DirectoryRow row, long inode) {
    FileIdentity readAt = row == null ? null : row.readAt();
    return readAt != null && readAt.inode() == inode;
  }

  /** Lets go of all moments: the index has another store. */
  synchronized void forget() {
    departures.forEach(departure -> departure.moment.close());
    departures.clear();
  }

  @Override
  public synchronized void close() {
    closed = true;
    forget();
  }
}
