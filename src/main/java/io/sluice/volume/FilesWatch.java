package io.sluice.volume;

import io.sluice.model.ObjectKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Looks at some files, each for itself. */
final class FilesWatch extends Watch {
  private final Set<ObjectKey> untouched;

  FilesWatch(RowGuard guard, Collection<ObjectKey> files) {
    super(guard);
    this.untouched = new HashSet<>(files);
  }

  @Override
  boolean isOf(ObjectKey directory) {
    return false;
  }

  @Override
  void touch(RowChange change) {
    ObjectKey key = change.subject();
    if (change instanceof RowChange.RemoveTree) {
      untouched.removeIf(file -> file.startsWith(key));
    } else {
      untouched.remove(key);
    }
  }

  @Override
  boolean allowsAll() {
    return false; // Only of its own files, and some of them may be touched.
  }

  @Override
  boolean allows(RowChange change) {
    return !isOutdated() && untouched.contains(change.subject());
  }

  @Override
  boolean isTouched() {
    return isOutdated();
  }
}
