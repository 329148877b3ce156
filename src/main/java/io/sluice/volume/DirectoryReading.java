package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.FileType;
import io.sluice.index.ChildScan;
import io.sluice.index.DirectoryRow;
import io.sluice.index.IndexedChild;
import io.sluice.index.VolumeIndex;
import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of one directory: the names on the volume and those in the index side by side in key
 * order. Only names that are new, or name another inode than before, cost a call each. A file
 * edited in place keeps its row here; the page that lists it looks at it. Done in steps, since a
 * directory can be large; by one thread at a time.
 */
final class DirectoryReading implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryReading.class);
  private static final int BATCH_ROWS = 1_000;

  /** More than clocks of file systems that are judged by this one can be ahead of it. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  /** One in so many files is asked what S3 stored on it even where that is left for later. */
  private static final int SAMPLE = 64;

  private final VolumeIndex index;
  private final Looks looks;
  private final DirectoryReader.Terms terms;
  private final ObjectKey directory;
  private final FileIdentity before;
  private final MovedDirectories.@Nullable Former former;
  private final ListedNames listed;
  private final List<RowChange> batch = new ArrayList<>();
  private final boolean racyBefore;
  private boolean racy;
  private boolean stored;
  private int asked;
  private @Nullable ObjectKey merged;
  private @Nullable Merge merge;
  private MovedDirectories.@Nullable Departure departure;
  private final DirectoryTally tally = new DirectoryTally();

  /**
   * An open directory, and the watch that was opened before it.
   *
   * @param known what the index had of the directory then
   * @param laziness which new files need not be asked what S3 stored on them, since the hasher will
   */
  record Looks(
      RowGuard guard,
      Watch watch,
      DirectoryScan scan,
      @Nullable DirectoryRow known,
      Laziness laziness) {}

  /** For whom new files may be left unread. */
  enum Laziness {
    /** Nobody hashes, so all are asked. */
    NONE,
    /** A page waits, which would have to ask each by itself: of a large directory it shows few. */
    IF_LARGE,
    /** Nobody waits. */
    ALWAYS
  }

  DirectoryReading(
      ObjectKey directory, VolumeIndex index, Looks looks, DirectoryReader.Terms terms) {
    this.directory = directory;
    this.index = index;
    this.looks = looks;
    this.terms = terms;
    this.before = EntryReader.sizeless(looks.scan().identity());
    this.racyBefore = changedJustBefore(before, terms.clock().instant());
    this.racy = racyBefore;
    this.listed = new ListedNames(directory);
    this.former = former();
  }

  /** When another directory than before has this name: where it was. */
  private MovedDirectories.@Nullable Former former() {
    DirectoryRow row = looks.known();
    FileIdentity readAt = row == null ? null : row.readAt();
    if (readAt != null && readAt.inode() == before.inode()) {
      return null;
    }
    if (readAt != null) {
      leaving(directory);
    }
    return terms.moved().formerly(directory, before.inode());
  }

  /** Both sides of the comparison, each at the next name. */
  private static final class Merge {
    private final ChildScan children;
    private final PackedNames names;
    private int at;
    private @Nullable IndexedChild known;

    Merge(ChildScan children, PackedNames names) {
      this.children = children;
      this.names = names;
      known = children.next();
    }

    boolean hasName() {
      return at < names.size();
    }

    /**
     * Which comes first: negative for the name on the volume, positive for the one in the index.
     */
    int order() {
      if (!hasName()) {
        return 1;
      }
      return known == null ? -1 : names.compareTo(at, known.name());
    }

    boolean isDone() {
      return !hasName() && known == null;
    }
  }

  /**
   * Goes on for about so many names.
   *
   * @return whether it is done
   */
  boolean step(int most) throws FileFailure {
    Merge open = merge;
    if (open == null) {
      for (int from = listed.names().size(); listed.names().size() - from < most; ) {
        if (!listed.more(looks.scan())) {
          report();
          ChildScan children = ChildScan.of(index, directory);
          merge = new Merge(children, listed.names());
          addSelf(children.isObject());
          break;
        }
      }
      return false;
    }
    for (int i = 0; i < most && !open.isDone(); i++) {
      one(open);
    }
    if (open.isDone()) {
      open.children.close();
      finish();
    }
    return open.isDone();
  }

  private void one(Merge open) throws FileFailure {
    int order = open.order();
    IndexedChild known = open.known;
    if (open.hasName() && order <= 0) {
      ObjectKey key = open.names.key(directory, open.at);
      seen(key, open.names.inode(open.at), order == 0 ? known : null);
      merged = key;
      open.at++;
    } else if (known != null) {
      ObjectKey key = directory.child(known.name());
      vanished(key);
      merged = key;
    }
    if (order >= 0) {
      open.known = open.children.next();
    }
    if (batch.size() >= BATCH_ROWS) {
      flush();
    }
  }

  private void seen(ObjectKey key, long inode, @Nullable IndexedChild known) throws FileFailure {
    if (key.isDirectory()) {
      tally.directory();
      if (known == null || !known.hasRow()) {
        batch.add(new RowChange.PutDirectory(key, DirectoryRow.UNREAD));
      }
    } else if (known == null || known.inode() != inode) {
      file(key, known == null ? null : index.object(key));
    } else {
      tally.same();
    }
  }

  private void file(ObjectKey key, @Nullable ObjectEntry row) throws FileFailure {
    FileStatus status = looks.scan().status(key);
    if (status != null && row != null && row.identity().equals(status.identity())) {
      tally.file();
      return; // Some file systems name other inodes in directories than in statuses.
    }
    RowChange change =
        status == null || status.type() != FileType.REGULAR
            ? null
            : change(key, status.identity(), row);
    if (change != null) {
      tally.file();
      batch.add(change);
    } else {
      racy = true; // It changed under our eyes: what is there now, the next reading sees.
    }
  }

  private @Nullable RowChange change(
      ObjectKey key, FileIdentity identity, @Nullable ObjectEntry row) throws FileFailure {
    ObjectEntry former = formerly(key, identity);
    ObjectEntry known = former != null ? former : terms.moved().left(key, identity);
    if (known == null && row == null && isLazy()) {
      return new RowChange.PutUnread(key, identity);
    }
    ObjectEntry entry = known != null ? known : read(key, identity);
    return entry == null ? null : new RowChange.PutObject(EntryReader.doubting(entry, row));
  }

  private @Nullable ObjectEntry formerly(ObjectKey key, FileIdentity identity) {
    return former == null ? null : former.known(key, identity);
  }

  /** Of a directory in which S3 stored something all files are asked: that is quicker here. */
  private boolean isLazy() {
    boolean lazy =
        switch (looks.laziness()) {
          case NONE -> false;
          case IF_LARGE -> listed.names().size() > Coverage.PORTIONS.whole();
          case ALWAYS -> true;
        };
    return lazy && !stored && asked++ % SAMPLE != 0;
  }

  private @Nullable ObjectEntry read(ObjectKey key, FileIdentity identity) throws FileFailure {
    if (looks.scan().isBare(key)) {
      return EntryReader.bare(key, identity);
    }
    stored = true;
    return terms.entries().file(key, identity);
  }

  private void vanished(ObjectKey key) {
    if (key.isDirectory()) {
      leaving(key);
      batch.add(new RowChange.RemoveTree(key));
    } else {
      batch.add(new RowChange.RemoveObject(key));
    }
  }

  private void leaving(ObjectKey gone) {
    MovedDirectories.Departure leaves = departure;
    if (leaves == null) {
      leaves = terms.moved().departure();
      departure = leaves;
    }
    if (leaves != null) {
      leaves.add(gone);
    }
  }

  private void flush() {
    if (batch.isEmpty()) {
      return;
    }
    looks.guard().apply(looks.watch(), batch);
    batch.clear();
  }

  /** Writes the directory's row with the last of the others: most need one write in all. */
  private void finish() throws FileFailure {
    FileStatus after = terms.entries().status(directory);
    racy |= after == null || !EntryReader.sizeless(after.identity()).equals(before);
    racy |= looks.guard().isTouched(looks.watch());
    batch.add(new RowChange.PutDirectory(directory, new DirectoryRow(before, racy)));
    flush();
  }

  /** Writes what was found so far, and tells how far that is; null while names are missing. */
  @Nullable Reach written() {
    ObjectKey last = merged;
    if (last == null) {
      return null;
    }
    flush();
    return new Reach(last, listed.names().size(), before, racyBefore);
  }

  /** The directory as an object: its key comes before all that is in it. */
  private void addSelf(boolean isObject) throws FileFailure {
    RowChange self = directory.equals(ObjectKey.ROOT) ? null : self(before);
    if (self != null) {
      batch.add(self);
    } else if (isObject) {
      batch.add(new RowChange.RemoveObject(directory));
    }
  }

  private @Nullable RowChange self(FileIdentity identity) throws FileFailure {
    ObjectEntry marked = looks.scan().isBare() ? null : terms.entries().marked(directory, identity);
    if (marked != null) {
      return new RowChange.PutObject(marked);
    }
    if (listed.names().isEmpty() && terms.settings().get().listEmptyDirectories()) {
      return new RowChange.PutObject(Placeholders.of(directory, identity));
    }
    return null;
  }

  /** What was found so far. */
  DirectoryTally tally() {
    return tally;
  }

  /**
   * Whether a change after ours could bear the same times. A modification time that lies well ahead
   * was set by somebody and is none of a change; when that was, the change time says.
   */
  private boolean changedJustBefore(FileIdentity identity, Instant now) {
    Instant modified = Instant.ofEpochSecond(0, identity.mtimeNanos());
    Instant changed = Instant.ofEpochSecond(0, identity.ctimeNanos());
    boolean wasSet = modified.isAfter(now.plus(AHEAD));
    Instant latest = wasSet || changed.isAfter(modified) ? changed : modified;
    return latest.isAfter(now.minus(terms.settings().get().clockGrain()));
  }

  private void report() {
    if (terms.unlisted().note(directory, listed.notUtf8())) {
      log.atWarn()
          .addKeyValue("directory", directory)
          .addKeyValue("names", listed.notUtf8())
          .addKeyValue("first", listed.firstNotUtf8())
          .log("Names that are not UTF-8 can't be keys and are not listed");
    }
  }

  /** Lets go of what it holds; what was flushed stays. */
  @Override
  public void close() {
    if (merge != null) {
      merge.children.close();
    }
  }
}
