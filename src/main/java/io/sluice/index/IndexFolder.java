package io.sluice.index;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one volume's index: a sub-directory for each store, named by a number that only
 * grows. The one with the highest number counts; others are left-overs of a crash, since a store
 * that took another's place is made before the other is removed. A name with an ending is of a
 * store that is not whole yet.
 */
final class IndexFolder {
  /** The ending of a store that is still being copied. */
  static final String UNFINISHED = ".part";

  private static final Pattern STORE = Pattern.compile("[0-9]{10}");

  private final Path folder;
  private long last;

  IndexFolder(Path folder) {
    this.folder = folder;
  }

  /** The store that counts, null when there is none. One that was never finished does not. */
  @Nullable Path newest() throws IOException {
    return newest(name -> Store.exists(name));
  }

  /** The same; none while the disk can't be read. */
  @Nullable Path newestIfAny() {
    try {
      return newest();
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable Path newest(Predicate<Path> counts) throws IOException {
    return names().stream()
        .filter(name -> STORE.matcher(text(name)).matches() && counts.test(name))
        .max(Comparator.comparing(IndexFolder::text))
        .orElse(null);
  }

  /** A place for another store, higher than all there were. */
  synchronized Path next() throws IOException {
    Path newest = newest(name -> true);
    long highest = newest == null ? 0 : Long.parseLong(text(newest));
    last = Math.max(last, highest) + 1;
    return folder.resolve("%010d".formatted(last));
  }

  /** Removes all but one store, also what an earlier version left. */
  void keepOnly(Path store) throws IOException {
    for (Path name : names()) {
      if (!name.equals(store)) {
        delete(name);
      }
    }
  }

  /** The same, unless the disk is in trouble: left-overs do no harm, their numbers are lower. */
  void keepOnlyIfPossible(Path store) {
    try {
      keepOnly(store);
    } catch (IOException e) {
      // The next opening tries again.
    }
  }

  /** The same as {@link #next}, its failure told like one of a store. */
  Path nextStore() throws IndexFailure {
    try {
      return next();
    } catch (IOException e) {
      throw Generation.failure(folder, e);
    }
  }

  /** Whether the disk has so much room. */
  boolean hasRoom(long bytes) {
    try {
      Path there = Files.exists(folder) ? folder : folder.toAbsolutePath().getParent();
      return there != null && Files.getFileStore(there).getUsableSpace() >= bytes;
    } catch (IOException e) {
      return false;
    }
  }

  /** Deletes what is of no more use, unless the disk is in trouble. */
  static void deleteIfPossible(Path path) {
    try {
      delete(path);
    } catch (IOException e) {
      // The next opening tries again.
    }
  }

  /** The same, unless it is the one in use, or none. */
  static void deleteUnless(@Nullable Path used, @Nullable Path store) {
    if (store != null && !store.equals(used)) {
      deleteIfPossible(store);
    }
  }

  private List<Path> names() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> names = Files.list(folder)) {
      return names.toList();
    }
  }

  private static String text(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** Deletes a file, or a directory with all in it; nothing happens when there is none. */
  static void delete(Path path) throws IOException {
    try {
      Files.walkFileTree(path, new Deletion());
    } catch (NoSuchFileException gone) {
      // Nothing is what was wanted.
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(visited);
      return FileVisitResult.CONTINUE;
    }
  }
}
