package io.sluice.volume;

import io.sluice.files.DirectoryWatches;
import io.sluice.files.FileFailure;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectKey;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel tells of changes in directories that were lately listed. Only a hint: without it,
 * on network file systems, past the number of watches or when events were lost, listings are right
 * within the freshness all the same.
 */
final class ChangeHints implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeHints.class);
  private static final int MOST_WATCHED = 8_192;
  private static final int MOST_CHANGED = 1_024;

  private final VolumeRoot root;
  private final int mostWatched;
  private final Set<ObjectKey> changed = new LinkedHashSet<>();
  private @Nullable DirectoryWatches watches;

  ChangeHints(VolumeRoot root) {
    this(root, MOST_WATCHED);
  }

  /**
   * @param mostWatched the most directories that are watched
   */
  ChangeHints(VolumeRoot root, int mostWatched) {
    this.root = root;
    this.mostWatched = mostWatched;
  }

  /** Begins or ends watching; on network file systems nothing is watched in any case. */
  synchronized void tune(boolean watch) {
    boolean wanted = watch && !root.capabilities().isNetwork();
    if (wanted && watches == null) {
      try {
        watches = root.watches(mostWatched);
      } catch (FileFailure failure) {
        log.atInfo()
            .setCause(failure)
            .log("the kernel watches nothing for us; listings still poll");
      }
    } else if (!wanted) {
      close();
    }
  }

  /** Has a directory watched from now on, if that is possible. */
  synchronized void watch(ObjectKey directory) {
    if (watches != null) {
      watches.add(directory);
    }
  }

  /**
   * Tells the directories that changed since the last time; costs one call.
   *
   * @return false when events were lost, so that any may have changed
   */
  synchronized boolean take(Consumer<ObjectKey> told) {
    if (watches == null) {
      return true;
    }
    return watches.take(directory -> {
      told.accept(directory);
      if (changed.size() < MOST_CHANGED) {
        changed.add(directory);
      }
    });
  }

  /** Directories to be looked at soon, even if nobody lists them; each is given once. */
  synchronized Set<ObjectKey> changed() {
    Set<ObjectKey> all = new LinkedHashSet<>(changed);
    changed.clear();
    return all;
  }

  @Override
  public synchronized void close() {
    if (watches != null) {
      watches.close();
      watches = null;
    }
    changed.clear();
  }
}
