package io.sluice.volume;
import io.sluice.files.FileFailure;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;
final class Freshener {
  @Nullable ObjectEntry current(ObjectKey key) throws FileFailure { throw new UnsupportedOperationException(); }
}
