package io.sluice.catalog;

import io.sluice.model.KeyRules;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.model.RefusedException;
import io.sluice.model.VolumeName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory whose sub-directories are volumes. Entries whose name is no volume name, files and
 * symbolic links are left alone.
 */
final class VolumesRoot {
  private static final int TRIES = 30;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Path root;

  VolumesRoot(Path root) {
    this.root = root;
  }

  Path path(String name) {
    return root.resolve(name);
  }

  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        String name = String.valueOf(entry.getFileName());
        if (VolumeName.isValid(name) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  Instant created(String name) throws IOException {
    return created(path(name));
  }

  static Instant created(Path directory) throws IOException {
    return Files.readAttributes(directory, BasicFileAttributes.class).creationTime().toInstant();
  }

  /** Makes the directory of a volume; answers when it was made. */
  Instant make(String name) {
    try {
      Files.createDirectory(path(name));
      return created(name);
    } catch (FileAlreadyExistsException e) {
      throw Refusal.exception(
          Reason.BUCKET_ALREADY_EXISTS, "Something of that name exists in volumes-root.");
    } catch (IOException e) {
      throw refusal("made", e);
    }
  }

  /**
   * Removes the directory of a volume that holds nothing but the gateway's own folders. It is moved
   * aside first, in one step, so that nothing new can come in by its name, and moved back when it
   * is not empty.
   */
  void remove(String name) {
    Path aside = root.resolve(".removing-" + name);
    try {
      refuseUnlessEmpty(path(name));
      Files.move(path(name), aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw refusal("removed", e);
    }
    boolean removed = false;
    try {
      removeOwn(aside);
      removed = true;
    } catch (DirectoryNotEmptyException e) {
      throw notEmpty();
    } catch (IOException e) {
      throw refusal("removed", e);
    } finally {
      if (!removed) {
        moveBack(aside, path(name));
      }
    }
  }

  /** Another node that just takes the volume over goes on making folders in it for a moment. */
  private static void removeOwn(Path aside) throws IOException {
    for (int tries = 1; ; tries++) {
      refuseUnlessEmpty(aside);
      try {
        removeTree(aside.resolve(KeyRules.STAGING_NAME));
        removeTree(aside.resolve(KeyRules.PRIVATE_NAME));
        Files.delete(aside);
        return;
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        if (tries == TRIES) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static void refuseUnlessEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      if (!entries.allMatch(entry -> KeyRules.isReserved(String.valueOf(entry.getFileName())))) {
        throw notEmpty();
      }
    }
  }

  private static void moveBack(Path aside, Path place) {
    try {
      Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IllegalStateException("left " + aside + " aside while removing " + place, e);
    }
  }

  private static void removeTree(Path tree) throws IOException {
    if (!Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(tree);
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static RefusedException notEmpty() {
    return Refusal.exception(Reason.BUCKET_NOT_EMPTY, "The bucket is not empty.");
  }

  private static RefusedException refusal(String verb, IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return Refusal.exception(
          Reason.ACCESS_DENIED, "The bucket can't be " + verb + ": volumes-root is not writable.");
    }
    return Refusal.exception(
        Reason.SERVICE_UNAVAILABLE, "The bucket can't be " + verb + " in volumes-root just now.");
  }
}
