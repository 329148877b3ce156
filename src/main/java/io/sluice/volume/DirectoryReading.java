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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of one directory: the names on the volume and those in the index side by side in key
 * order. Only names that are new, or name another inode than before, cost a call each. A file
 * edited in place keeps its row here; the page that lists it looks at it.
 */
final class DirectoryReading {
  private static final Logger log = LoggerFactory.getLogger(DirectoryReading.class);
  private static final int BATCH_ROWS = 1_000;

  private final VolumeIndex index;
  private final Looks looks;
  private final DirectoryReader.Terms terms;
  private final List<RowChange> batch = new ArrayList<>();
  private boolean racy;

  /** An open directory, and the watch that was opened before it. */
  record Looks(RowGuard guard, Watch watch, DirectoryScan scan) {}

  DirectoryReading(VolumeIndex index, Looks looks, DirectoryReader.Terms terms) {
    this.index = index;
    this.looks = looks;
    this.terms = terms;
  }

  void run(ObjectKey directory) throws FileFailure {
    FileIdentity before = EntryReader.sizeless(looks.scan().identity());
    racy = changedJustBefore(before, terms.clock().instant());
    ListedNames listed = ListedNames.read(looks.scan(), directory);
    report(directory, listed);
    try (ChildScan children = index.children(directory)) {
      merge(directory, listed.names(), children);
    }
    flush();
    finish(directory, before, listed.names().isEmpty());
  }

  private void merge(ObjectKey directory, List<ListedName> names, ChildScan children)
      throws FileFailure {
    IndexedChild known = children.next();
    Iterator<ListedName> rest = names.iterator();
    ListedName name = next(rest);
    while (name != null || known != null) {
      int order = order(name, known);
      if (name != null && order <= 0) {
        seen(key(directory, name.utf8()), name, order == 0 ? known : null);
      } else if (known != null) {
        vanished(key(directory, known.name()));
      }
      known = order >= 0 ? children.next() : known;
      name = order <= 0 ? next(rest) : name;
      if (batch.size() >= BATCH_ROWS) {
        flush();
      }
    }
  }

  private static int order(@Nullable ListedName name, @Nullable IndexedChild known) {
    if (name == null) {
      return 1;
    }
    return known == null ? -1 : Arrays.compareUnsigned(name.utf8(), known.name());
  }

  private static @Nullable ListedName next(Iterator<ListedName> names) {
    return names.hasNext() ? names.next() : null;
  }

  private void seen(ObjectKey key, ListedName name, @Nullable IndexedChild known)
      throws FileFailure {
    if (name.isDirectory()) {
      if (known == null || !known.hasRow()) {
        batch.add(new RowChange.PutDirectory(key, DirectoryRow.UNREAD));
      }
    } else if (known == null || known.inode() != name.inode()) {
      file(key, known == null ? null : index.object(key));
    }
  }

  private void file(ObjectKey key, @Nullable ObjectEntry row) throws FileFailure {
    FileStatus status = looks.scan().status(key);
    if (status != null && row != null && row.identity().equals(status.identity())) {
      return; // Some file systems name other inodes in directories than in statuses.
    }
    ObjectEntry entry =
        status == null || status.type() != FileType.REGULAR
            ? null
            : terms.entries().file(key, status.identity());
    if (entry != null) {
      batch.add(new RowChange.PutObject(EntryReader.doubting(entry, row)));
    } else {
      racy = true; // It changed under our eyes: what is there now, the next reading sees.
    }
  }

  private void vanished(ObjectKey key) {
    batch.add(key.isDirectory() ? new RowChange.RemoveTree(key) : new RowChange.RemoveObject(key));
  }

  private void flush() {
    looks.guard().apply(looks.watch(), batch);
    batch.clear();
  }

  private void finish(ObjectKey directory, FileIdentity before, boolean empty) throws FileFailure {
    FileStatus after = terms.entries().status(directory);
    racy |= after == null || !EntryReader.sizeless(after.identity()).equals(before);
    racy |= looks.guard().isTouched(looks.watch());
    RowChange self = self(directory, before, empty);
    if (self != null) {
      batch.add(self);
    }
    batch.add(new RowChange.PutDirectory(directory, new DirectoryRow(before, racy)));
    flush();
  }

  /** The directory as an object. */
  private @Nullable RowChange self(ObjectKey directory, FileIdentity identity, boolean empty)
      throws FileFailure {
    if (directory.equals(ObjectKey.ROOT)) {
      return null;
    }
    ObjectEntry marked = terms.entries().marked(directory, identity);
    if (marked != null) {
      return new RowChange.PutObject(marked);
    }
    if (empty && terms.settings().listEmptyDirectories()) {
      return new RowChange.PutObject(Placeholders.of(directory, identity));
    }
    return index.object(directory) == null ? null : new RowChange.RemoveObject(directory);
  }

  /** Whether a change after ours could bear the same times. */
  private boolean changedJustBefore(FileIdentity identity, Instant now) {
    long latest = Math.max(identity.mtimeNanos(), identity.ctimeNanos());
    Instant safe = now.minus(terms.settings().clockGrain());
    return Instant.ofEpochSecond(0, latest).isAfter(safe);
  }

  private static ObjectKey key(ObjectKey directory, byte[] name) {
    return directory.child(new String(name, StandardCharsets.UTF_8));
  }

  private void report(ObjectKey directory, ListedNames listed) {
    if (terms.unlisted().note(directory, listed.notUtf8())) {
      log.atWarn()
          .addKeyValue("directory", directory)
          .addKeyValue("names", listed.notUtf8())
          .addKeyValue("first", listed.firstNotUtf8())
          .log("Names that are not UTF-8 can't be keys and are not listed");
    }
  }
}
