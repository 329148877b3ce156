package io.sluice.volume;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import java.util.List;
final class IndexUpdates {
  void published(ObjectEntry entry) { throw new UnsupportedOperationException(); }
  void removed(ObjectKey key) { throw new UnsupportedOperationException(); }
  void directoriesMade(List<ObjectKey> made) { throw new UnsupportedOperationException(); }
  void directoryRemoved(ObjectKey directory) { throw new UnsupportedOperationException(); }
  void directoryMarked(ObjectEntry entry) { throw new UnsupportedOperationException(); }
  void unmarked(ObjectKey directory) { throw new UnsupportedOperationException(); }
}
