package io.sluice.files;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.model.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuietFileTest {
  private static final int LONG = 48 << 20;

  @TempDir private Path temp;
  private VolumeRoot root;

  @BeforeEach
  void open() throws Exception {
    root =
        VolumeRoot.open(temp, new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE));
  }

  @AfterEach
  void close() {
    root.close();
  }

  private byte[] read(String key) throws Exception {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] buffer = new byte[QuietFile.CHUNK_BYTES];
    try (QuietFile file = requireNonNull(root.openQuietly(ObjectKey.of(key)))) {
      int read = file.read(buffer, buffer.length, 0);
      while (read > 0) {
        content.write(buffer, 0, read);
        read = file.read(buffer, buffer.length, content.size());
      }
      assertThat(file.statusNow()).isEqualTo(file.status());
    }
    return content.toByteArray();
  }

  @Test
  void reading_gives_the_content_and_leaves_the_access_time() throws Exception {
    byte[] content = new byte[QuietFile.CHUNK_BYTES + 1];
    new Random(1).nextBytes(content);
    Path file = Files.write(temp.resolve("a"), content);
    Files.setAttribute(file, "lastAccessTime", FileTime.fromMillis(0));
    assertThat(read("a")).isEqualTo(content);
    assertThat(Files.getAttribute(file, "lastAccessTime")).isEqualTo(FileTime.fromMillis(0));
  }

  @Test
  void what_is_no_regular_file_is_not_opened() throws Exception {
    Shell.require("mkfifo", temp.resolve("pipe").toString());
    Files.createSymbolicLink(temp.resolve("link"), Path.of("a"));
    Files.createDirectory(temp.resolve("directory"));
    for (String key : new String[] {"pipe", "link", "directory", "none"}) {
      assertThat(root.openQuietly(ObjectKey.of(key))).as(key).isNull();
    }
  }

  @Test
  void of_a_long_file_only_what_was_in_memory_stays_there() throws Exception {
    Path file = Files.write(temp.resolve("long"), new byte[LONG]);
    try (Descriptor open =
        Descriptor.of(
            OpenCalls.open(OpenCalls.HERE, Tree.bytes(file.toString()), OpenFlags.READ, 0),
            "long")) {
      DataCalls.sync(open.number());
      long all = cached(open);
      assumeTrue(all == LONG / 4096, "this kernel tells what is cached");
      read("long");
      // Some the kernel may take at any time.
      assertThat(cached(open)).as("was in memory").isGreaterThan(all * 3 / 4);
      CacheCalls.forget(open.number(), 0, LONG);
      assumeTrue(cached(open) < all / 4, "this file system can forget");
      read("long");
      assertThat(cached(open)).as("was not").isLessThan(all / 4);
    }
  }

  private static long cached(Descriptor file) {
    return CacheCalls.cachedPages(file.number(), 0, LONG);
  }
}
