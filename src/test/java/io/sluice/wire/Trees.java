package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Real trees and large files for clients to carry. */
final class Trees {
  private static final List<String> NAMES =
      List.of("plain", "with space", "ümläut", "漢字", "100%", "%41", "a+b", "😀", "x&y=z", "it's");
  private static final int BLOCK_BYTES = 1 << 20;

  private Trees() {}

  /**
   * How many files a default run carries, more than fit on a page of a listing; {@code
   * -Dsluice.it.files=20000} makes it the full job.
   */
  static int files() {
    return Integer.getInteger("sluice.it.files", 1200);
  }

  /** The size of the large file, in MiB; {@code -Dsluice.it.large-mib=} changes it. */
  static int largeMebibytes() {
    return Integer.getInteger("sluice.it.large-mib", 1024);
  }

  /** Fills a new directory: three levels, names of all kinds, 0 to 8 KiB each. */
  static Path fill(Path directory, int files, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < files; i++) {
      String kind = NAMES.get(i % NAMES.size());
      Path folder = directory.resolve("d" + i / 1000).resolve(kind + " " + i / 50);
      Files.createDirectories(folder);
      byte[] content = new byte[random.nextInt(8192)];
      random.nextBytes(content);
      Files.write(folder.resolve(kind + "-" + i + ".dat"), content);
    }
    return directory;
  }

  /** A file without holes or repetition, cheap to make: one random block, numbered throughout. */
  static Path largeFile(Path file, int mebibytes, long seed) throws IOException {
    byte[] block = Content.bytes(seed, BLOCK_BYTES);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BLOCK_BYTES)) {
      for (int i = 0; i < mebibytes; i++) {
        ByteBuffer.wrap(block).putInt(0, i).putInt(BLOCK_BYTES / 2, i);
        out.write(block);
      }
    }
    return file;
  }

  /** Holds that two trees have the same files with the same content. */
  static void assertSame(Path one, Path two) throws IOException {
    Map<String, Path> left = regularFiles(one);
    Map<String, Path> right = regularFiles(two);
    assertThat(right.keySet()).isEqualTo(left.keySet());
    for (var file : left.entrySet()) {
      Path other = right.getOrDefault(file.getKey(), two);
      assertThat(Files.mismatch(file.getValue(), other)).as(file.getKey()).isEqualTo(-1);
    }
  }

  /** Every regular file below a directory, by its relative name. */
  static Map<String, Path> regularFiles(Path directory) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (var tree = Files.walk(directory)) {
      tree.filter(Files::isRegularFile)
          .forEach(file -> files.put(directory.relativize(file).toString(), file));
    }
    return files;
  }
}
