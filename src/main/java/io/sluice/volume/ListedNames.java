package io.sluice.volume;

import io.sluice.files.DirectoryScan;
import io.sluice.files.FileFailure;
import io.sluice.files.FileType;
import io.sluice.files.NameView;
import io.sluice.model.KeyRules;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/** The listable names of a directory: read bit by bit, and then in key order. */
final class ListedNames implements DirectoryScan.Names {
  private final int directoryLength;
  private final PackedNames names = new PackedNames();
  private int notUtf8;
  private @Nullable String firstNotUtf8;

  ListedNames(ObjectKey directory) {
    this.directoryLength = directory.lengthBytes();
  }

  /** Takes some more names; false at the end, when all are sorted. */
  boolean more(DirectoryScan scan) throws FileFailure {
    boolean some = scan.next(this);
    if (!some) {
      names.sort();
    }
    return some;
  }

  @Override
  public void name(NameView name, FileType type) {
    boolean isDirectory = type == FileType.DIRECTORY;
    int keyLength = directoryLength + name.length() + (isDirectory ? 1 : 0);
    if ((isDirectory || type == FileType.REGULAR) && keyLength <= KeyRules.MAX_KEY_BYTES) {
      names.add(name, isDirectory);
    }
  }

  @Override
  public void notUtf8(String shown) {
    firstNotUtf8 = firstNotUtf8 == null ? shown : firstNotUtf8;
    notUtf8++;
  }

  /** All names; in key order at the end. */
  PackedNames names() {
    return names;
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
