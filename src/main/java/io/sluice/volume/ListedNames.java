package io.sluice.volume;

import io.sluice.files.DirectoryEntry;
import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The listable names of a directory: read bit by bit, and then in key order. */
final class ListedNames {
  private final ObjectKey directory;
  private final int directoryLength;
  private final List<ListedName> names = new ArrayList<>();
  private int notUtf8;
  private @Nullable String firstNotUtf8;

  ListedNames(ObjectKey directory) {
    this.directory = directory;
    this.directoryLength = directory.lengthBytes();
  }

  /** Takes some more names; false at the end, when all are sorted. */
  boolean more(DirectoryScan scan) throws FileFailure {
    List<DirectoryEntry> some = scan.next();
    for (DirectoryEntry entry : some) {
      ObjectKey key = entry.key();
      if (key == null) {
        firstNotUtf8 = firstNotUtf8 == null ? entry.shownName() : firstNotUtf8;
        notUtf8++;
      } else if (EntryReader.isListable(entry)) {
        names.add(ListedName.of(key, directoryLength, entry.inode()));
      }
    }
    if (some.isEmpty()) {
      Collections.sort(names);
    }
    return !some.isEmpty();
  }

  List<ListedName> names() {
    return names;
  }

  ObjectKey directory() {
    return directory;
  }

  /** How many names can't be keys because they aren't UTF-8. */
  int notUtf8() {
    return notUtf8;
  }

  /** One of those, for the log. */
  @Nullable String firstNotUtf8() {
    return firstNotUtf8;
  }
}
