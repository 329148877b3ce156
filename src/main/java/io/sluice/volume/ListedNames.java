package io.sluice.volume;

import io.sluice.files.DirectoryEntry;
import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.model.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All listable names of a directory in key order.
 *
 * @param names sorted
 * @param notUtf8 how many names can't be keys because they aren't UTF-8
 * @param firstNotUtf8 one of them, for the log
 */
record ListedNames(List<ListedName> names, int notUtf8, @Nullable String firstNotUtf8) {
  static ListedNames read(DirectoryScan scan, ObjectKey directory) throws FileFailure {
    int directoryLength = directory.lengthBytes();
    List<ListedName> names = new ArrayList<>();
    int notUtf8 = 0;
    String first = null;
    for (List<DirectoryEntry> some = scan.next(); !some.isEmpty(); some = scan.next()) {
      for (DirectoryEntry entry : some) {
        ObjectKey key = entry.key();
        if (key == null) {
          first = first == null ? entry.shownName() : first;
          notUtf8++;
        } else if (EntryReader.isListable(entry)) {
          names.add(ListedName.of(key, directoryLength, entry.inode()));
        }
      }
    }
    Collections.sort(names);
    return new ListedNames(names, notUtf8, first);
  }
}
