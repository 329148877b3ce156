package io.sluice.volume;

import io.sluice.files.Errno;
import io.sluice.files.FileFailure;
import io.sluice.files.FileStatus;
import io.sluice.files.PublishMode;
import io.sluice.files.StagedShort;
import io.sluice.files.VolumeRoot;
import io.sluice.model.ObjectKey;
import java.util.List;

/** Gives a staged file its name, making the directories above it as needed. */
final class Publisher {
  // A parent can be removed between making and using it, by pods too; each round is a fresh start.
  private static final int ROUNDS = 100;

  private final VolumeRoot root;
  private final IndexUpdates updates;
  private final TreeLocks trees;
  private final Tenure tenure;

  Publisher(VolumeRoot root, IndexUpdates updates, TreeLocks trees, Tenure tenure) {
    this.root = root;
    this.updates = updates;
    this.trees = trees;
    this.tenure = tenure;
  }

  /** Publishes, and runs the index update before anyone may remove a directory above the key. */
  FileStatus publish(String stagedName, ObjectKey key, PublishMode mode, Indexing indexing)
      throws FileFailure {
    return publish(key, () -> root.publish(stagedName, key, mode, tenure.epoch()), indexing);
  }

  /** Publishes a short file in the same way. */
  FileStatus publish(StagedShort staged, ObjectKey key, PublishMode mode, Indexing indexing)
      throws FileFailure {
    return publish(key, () -> root.publish(staged, key, mode), indexing);
  }

  private FileStatus publish(ObjectKey key, Step<FileStatus> step, Indexing indexing)
      throws FileFailure {
    ObjectKey parent = key.parent();
    try (Held _ = trees.publishingIn(parent)) {
      FileStatus status = withDirectory(parent, step);
      indexing.index(status);
      return status;
    }
  }

  /** Makes a directory and those above it, and does a step in it before anyone may remove it. */
  <T> T inDirectory(ObjectKey directory, Step<T> step) throws FileFailure {
    try (Held _ = trees.publishingIn(directory)) {
      return withDirectory(directory, step);
    }
  }

  /** What is done to the index once a file has its name. */
  interface Indexing {
    void index(FileStatus status);
  }

  /** What needs a directory: ENOENT when it is not there. */
  interface Step<T> {
    T run() throws FileFailure;
  }

  // Nearly always the directory is there: it is made only after the step has missed it.
  private <T> T withDirectory(ObjectKey directory, Step<T> step) throws FileFailure {
    for (int round = 1; ; round++) {
      tenure.prove();
      try {
        return step.run();
      } catch (FileFailure failure) {
        if (failure.errno() != Errno.ENOENT
            || round == ROUNDS
            || directory.equals(ObjectKey.ROOT)) {
          throw failure;
        }
      }
      List<ObjectKey> made = root.makeDirectories(directory);
      if (!made.isEmpty()) {
        updates.directoriesMade(made);
      }
    }
  }
}
