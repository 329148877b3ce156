package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.index.IndexScan;
import io.sluice.index.KeyBytes;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The walk for one page: two cursors over the index, objects and directories, always at the least
 * key not yet dealt with.
 *
 * <pre>
 *   objects       a-b   a.txt   a/x          a0        Where a directory comes first, its names
 *   directories                 a/    a/y/             are made sure of before anything in it
 *                               ^                      is believed; if that changed the index,
 *                               dealt with first       the walk goes on in a new scan.
 * </pre>
 *
 * <p>Of a large directory that has to be read the index gets the first names, while the reading
 * goes on. The walk goes no further than that reading; there it waits for some more names, and goes
 * on in a new scan from the same place.
 *
 * <p>A directory exists only with a key in it, if need be its own as an empty one. So a directory
 * that folds into a common prefix is emitted unread, as long as empty ones are listed; where they
 * aren't, the walk looks for a first object in it.
 */
final class PageWalk implements AutoCloseable {
  private final ListQuery query;
  private final VolumeIndex index;
  private final Coverage coverage;
  private final ListingSettings settings;
  private final EntryVerifier verifier;
  private final Folding folding;
  private final PageWriter page;
  private final Place place = new Place();
  private final List<PartialReading> parts = new ArrayList<>();
  private @Nullable IndexScan scan;

  /** What is shown, and who looks at it first. */
  record Terms(ListingSettings settings, EntryVerifier verifier) {}

  PageWalk(ListQuery query, VolumeIndex index, Coverage coverage, Terms terms) {
    this.query = query;
    this.index = index;
    this.coverage = coverage;
    this.settings = terms.settings();
    this.verifier = terms.verifier();
    this.folding = new Folding(query.prefix(), query.delimiter());
    this.page = new PageWriter(query);
  }

  ListPage run() throws FileFailure {
    IndexScan open = begin(start());
    while (true) {
      PartialReading behind = behind(open);
      if (behind != null) {
        open = goOn(behind);
        continue;
      }
      ObjectKey directory = inRange(open.directory());
      ListedObject object = open.object();
      ObjectKey key = inRange(object == null ? null : object.key());
      boolean goesOn;
      if (directory != null && (key == null || directory.compareTo(key) <= 0)) {
        goesOn = directory(open, directory);
      } else if (object != null && key != null) {
        goesOn = object(open, object);
      } else {
        return page.toPage(false);
      }
      if (!goesOn) {
        return page.toPage(true);
      }
      open = Objects.requireNonNull(scan);
    }
  }

  /** A reading that may have more to come before what is next, null when there is none. */
  private @Nullable PartialReading behind(IndexScan open) {
    if (parts.isEmpty()) {
      return null;
    }
    ObjectKey directory = open.directory();
    ListedObject object = open.object();
    ObjectKey key = object == null ? null : object.key();
    ObjectKey next =
        directory != null && (key == null || directory.compareTo(key) <= 0) ? directory : key;
    return parts.stream()
        .filter(part -> !part.covers(next, query.prefix()))
        .findFirst()
        .orElse(null);
  }

  /** Waits for some more of a large directory. */
  private IndexScan goOn(PartialReading behind) throws FileFailure {
    behind.advance();
    long before = Objects.requireNonNull(scan).generation();
    byte[] at = place.objects();
    if (!behind.isLost()) {
      IndexScan open = rescan(at, place.directories());
      if (open.generation() == before) {
        return open;
      }
    }
    return begin(at);
  }

  private byte[] start() {
    ListPosition position = query.position();
    byte[] last = position.after().utf8();
    byte[] from;
    if (position.isPrefix()) {
      from = KeyBytes.after(last);
    } else {
      from = last.length == 0 ? last : KeyBytes.justAfter(last);
    }
    byte[] prefix = query.prefix().utf8();
    return Arrays.compareUnsigned(from, prefix) > 0 ? from : prefix;
  }

  /** Begins at a key, once the directories above it are made sure of in the scan's own store. */
  private IndexScan begin(byte[] at) throws FileFailure {
    while (true) {
      parts.clear();
      long generation = index.generation();
      byte[] from = pastDenied(at);
      IndexScan open = rescan(from, from);
      if (open.generation() == generation) {
        return open;
      }
    }
  }

  /**
   * Makes sure of the directories that the start lies in, outermost first, as deep as there are
   * any.
   *
   * @return where to start: behind a directory that may not be read
   */
  private byte[] pastDenied(byte[] from) throws FileFailure {
    for (int end = 0; end <= from.length; end++) {
      // The start may be the successor of a key, but up to a slash it is text.
      ObjectKey above =
          isDirectoryEnd(from, end) ? ObjectKey.ofUtf8(Arrays.copyOf(from, end)) : null;
      if (above == null) {
        continue;
      }
      readUpTo(above);
      if (end > 0 && index.directory(above) == null) {
        return from;
      }
      switch (coverage.ensureFirst(above)) {
        case COVERED, READ -> {}
        case PART -> addPart(above);
        case GONE -> {
          return from;
        }
        case DENIED -> {
          return KeyBytes.after(above.utf8());
        }
      }
    }
    return from;
  }

  /** Has those that are being read come as far as a directory. */
  private void readUpTo(ObjectKey directory) throws FileFailure {
    for (PartialReading part : parts) {
      while (!part.covers(directory, directory)) {
        part.advance();
      }
      if (part.isLost()) {
        coverage.ensure(part.directory());
      }
    }
  }

  private void addPart(ObjectKey directory) throws FileFailure {
    PartialReading part = coverage.part(directory);
    if (part != null) {
      parts.add(part);
    } else {
      coverage.ensure(directory); // It has ended meanwhile, and not always well.
    }
  }

  /** A directory that is the start itself is met by the walk. */
  private static boolean isDirectoryEnd(byte[] from, int end) {
    return end == 0 || (end < from.length && from[end - 1] == '/');
  }

  private @Nullable ObjectKey inRange(@Nullable ObjectKey key) {
    return key != null && key.startsWith(query.prefix()) ? key : null;
  }

  /** Deals with a directory; false when the page is full and there is more. */
  private boolean directory(IndexScan open, ObjectKey directory) throws FileFailure {
    ObjectKey folded = folding.fold(directory);
    if (folded != null && settings.listEmptyDirectories()) {
      if (page.isFull()) {
        return false;
      }
      page.addPrefix(folded);
      seek(open, KeyBytes.after(folded.utf8()));
      return true;
    }
    switch (coverage.ensureFirst(directory)) {
      case COVERED -> enter(open, directory);
      case READ -> rescan(directory);
      case PART -> {
        addPart(directory);
        rescan(directory);
      }
      case GONE, DENIED -> seek(open, KeyBytes.after(directory.utf8()));
    }
    return true;
  }

  private void enter(IndexScan open, ObjectKey directory) throws FileFailure {
    if (open.generation() != index.generation()
        || !Objects.equals(open.directoryRow(), index.directory(directory))) {
      rescan(directory); // Another page read it after our scan began.
      return;
    }
    open.nextDirectory();
    place.passDirectory(directory);
    if (settings.listEmptyDirectories() && isVoid(open, directory)) {
      // Its last object was removed since it was read: is it an empty directory now?
      coverage.reread(directory);
      rescan(directory);
    }
  }

  /** Whether the index has nothing at all in a directory, not even the directory as an object. */
  private static boolean isVoid(IndexScan open, ObjectKey directory) {
    ListedObject object = open.object();
    ObjectKey next = open.directory();
    return (object == null || !object.key().startsWith(directory))
        && (next == null || !next.startsWith(directory));
  }

  /** Deals with an object; false when the page is full and there is more. */
  private boolean object(IndexScan open, ListedObject object) throws FileFailure {
    ListedObject shown = shown(open, object);
    if (shown == null) {
      open.nextObject();
      place.passObject(object.key());
      return true;
    }
    if (page.isFull()) {
      return false;
    }
    ObjectKey folded = folding.fold(shown.key());
    if (folded != null) {
      page.addPrefix(folded);
      seek(open, KeyBytes.after(folded.utf8()));
    } else {
      page.add(shown);
      open.nextObject();
      place.passObject(object.key());
    }
    return true;
  }

  private @Nullable ListedObject shown(IndexScan open, ListedObject object) throws FileFailure {
    if (object.key().isDirectory()) {
      ObjectEntry entry = open.objectEntry();
      // The index may be from a time when empty directories were listed.
      boolean hidden = !settings.listEmptyDirectories() && entry != null && Placeholders.is(entry);
      return hidden ? null : object;
    }
    boolean unread = open.isUnread();
    return settings.verifyEntries() || unread ? verifier.verified(object, unread) : object;
  }

  /** Goes on at a directory that was made sure of. */
  private void rescan(ObjectKey directory) throws FileFailure {
    byte[] from = directory.utf8();
    long before = Objects.requireNonNull(scan).generation();
    if (rescan(from, KeyBytes.justAfter(from)).generation() != before) {
      begin(from); // Another store, which may not know what comes after this directory.
    }
  }

  private void seek(IndexScan open, byte[] from) {
    open.seek(from);
    place.seek(from, from);
  }

  private IndexScan rescan(byte[] objectsFrom, byte[] directoriesFrom) {
    close();
    IndexScan open = index.scan();
    scan = open;
    open.seekObjects(objectsFrom);
    open.seekDirectories(directoriesFrom);
    place.seek(objectsFrom, directoriesFrom);
    return open;
  }

  @Override
  public void close() {
    if (scan != null) {
      scan.close();
      scan = null;
    }
  }
}
