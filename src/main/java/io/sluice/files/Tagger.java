package io.sluice.files;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changes the tags of files in place. */
final class Tagger {
  private final Volume volume;

  Tagger(Volume volume) {
    this.volume = volume;
  }

  @Nullable FileStatus retag(
      ObjectKey key, FileIdentity expected, Map<String, String> tags, Consumer<FileStatus> changed)
      throws FileFailure {
    try (Descriptor named = volume.tree().find(key, OpenFlags.PATH_ANY)) {
      Stat before = named == null ? null : named.stat();
      if (named == null
          || before == null
          || !before.isRegular()
          || !before.status().identity().equals(expected)) {
        return null;
      }
      // Attributes can be changed through any descriptor but one that only names the file.
      int readable = OpenCalls.open(OpenCalls.HERE, named.procPathBytes(), OpenFlags.READ, 0);
      try (Descriptor file = Descriptor.of(readable, key.toString())) {
        volume.attributes().retag(file, before, tags);
        FileStatus after = file.stat().status();
        changed.accept(after);
        if (volume.tree().syncs()) {
          FileFailure.check(DataCalls.sync(file.number()), "fsync", file.subject());
        }
        return after;
      }
    }
  }
}
