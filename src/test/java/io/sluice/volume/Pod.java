package io.sluice.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** Another program that works in a volume's tree as fast as it can. Only keys with 't' change. */
final class Pod {
  private final Path tree;
  private final RandomGenerator random;

  private Pod(Path tree, RandomGenerator random) {
    this.tree = tree;
    this.random = random;
  }

  /** Works until told to stop. */
  static void run(Path tree, RandomGenerator random, AtomicBoolean stop) {
    Pod pod = new Pod(tree, random);
    while (!stop.get()) {
      pod.step();
    }
  }

  private void step() {
    try {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> Files.writeString(file(), "x".repeat(random.nextInt(50)));
        case 3 -> Files.deleteIfExists(file());
        case 4 -> {
          Path from = file();
          Files.move(from, file(), StandardCopyOption.REPLACE_EXISTING);
        }
        case 5 -> Files.createDirectories(directory());
        case 6 -> {
          Path from = directory();
          Files.move(from, directory());
        }
        default -> Files.deleteIfExists(directory());
      }
    } catch (FileSystemException busy) {
      // Another pod was faster.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of few names, in the root, in a directory that stays, or in one that moves. */
  private Path file() {
    Path parent =
        switch (random.nextInt(3)) {
          case 0 -> tree;
          case 1 -> tree.resolve("d" + random.nextInt(4));
          default -> directory();
        };
    return parent.resolve("t" + random.nextInt(8));
  }

  private Path directory() {
    Path parent = random.nextBoolean() ? tree : tree.resolve("d" + random.nextInt(4));
    return parent.resolve("t.dir" + random.nextInt(3));
  }
}
