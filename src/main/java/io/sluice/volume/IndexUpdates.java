package io.sluice.volume;

import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.List;

/**
 * Tells the index what S3 has just changed on the volume, so that the next listing shows it. To be
 * called after the change, before its success is answered, and under the lock that kept others from
 * changing the same name; for {@link #directoryRemoved} the lock that keeps publishing out of it.
 */
final class IndexUpdates {
  private final RowGuard guard;

  IndexUpdates(RowGuard guard) {
    this.guard = guard;
  }

  /** A file has its name. */
  void published(ObjectEntry entry) {
    guard.appear(null, entry);
  }

  /** To be opened before something is taken away, and closed after the index was told. */
  Watch removing(ObjectKey key) {
    return guard.watch(key);
  }

  /**
   * A file is gone. When it was the last one, the next listing finds its directory empty.
   *
   * @param since opened before: what pods made of that name meanwhile, and a listing has seen,
   *     stays
   * @return false when somebody has seen something of that name meanwhile
   */
  boolean removed(ObjectKey key, Watch since) {
    return guard.apply(since, List.of(new RowChange.RemoveObject(key)));
  }

  /** The same for what had no name that others could take. */
  void removed(ObjectKey key) {
    guard.apply(null, List.of(new RowChange.RemoveObject(key)));
  }

  /** A file has another name now; nothing between shows both or neither. */
  void moved(ObjectKey source, ObjectEntry entry) {
    guard.move(source, entry);
  }

  /** A directory has another name, where nothing was. What was known beneath it is forgotten. */
  void directoryMoved(ObjectKey source, ObjectKey target) {
    guard.movedTree(source, target);
  }

  /**
   * Rows of a directory that was moved, by their new keys and in their order.
   *
   * @return the objects whose directory was read meanwhile, so that they need a look each
   */
  List<ObjectEntry> inherited(List<RowChange> rows) {
    return guard.inherit(rows);
  }

  /** Directories were made, outermost first. */
  void directoriesMade(List<ObjectKey> made) {
    if (!made.isEmpty()) {
      guard.made(made);
    }
  }

  /** A directory is gone, and with it all that the index may have had beneath it. */
  void directoryRemoved(ObjectKey directory) {
    guard.apply(null, List.of(new RowChange.RemoveTree(directory)));
  }

  /** A directory became an object. */
  void directoryMarked(ObjectEntry entry) {
    guard.appear(null, entry);
  }

  /** A directory is no object any more. If it is empty, the next listing finds that out. */
  void unmarked(ObjectKey directory) {
    guard.apply(null, List.of(new RowChange.RemoveObject(directory)));
  }
}
