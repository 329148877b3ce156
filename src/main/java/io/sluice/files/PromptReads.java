package io.sluice.files;

import io.sluice.model.FileIdentity;
import io.sluice.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files and opens them only as far as the kernel can do that from its memory: names that
 * it has at hand (RESOLVE_CACHED), of local file systems. Everything else is "not known", and left
 * to those who may wait.
 */
final class PromptReads {
  private final Volume volume;
  private final Promptness promptness;

  PromptReads(Volume volume) {
    this.volume = volume;
    this.promptness = Promptness.of(volume);
  }

  /** The status of what has this name; null when that is not known at once. */
  @Nullable FileStatus status(ObjectKey key) {
    if (!promptness.mayAsk()) {
      return null;
    }
    try (Descriptor file = volume.tree().findNow(key)) {
      return file == null ? null : file.stat().status();
    } catch (FileFailure failure) {
      return null;
    }
  }

  /** Opens a file that is in this state; null when that is not known at once. */
  @Nullable OpenFile open(ObjectKey key, FileIdentity expected) {
    if (!promptness.mayAsk()) {
      return null;
    }
    try {
      Descriptor file = volume.tree().findNow(key);
      return file == null ? null : open(file, expected);
    } catch (FileFailure failure) {
      return null;
    }
  }

  private @Nullable OpenFile open(Descriptor file, FileIdentity expected) throws FileFailure {
    boolean kept = false;
    try {
      Stat stat = file.stat();
      if (!stat.isRegular() || !stat.status().identity().equals(expected)) {
        return null;
      }
      Descriptor readable = promptness.readable(file, stat);
      if (readable == null) {
        return null;
      }
      OpenFile open = OpenFile.promptly(file, readable, stat, volume);
      kept = true;
      return open;
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }
}
