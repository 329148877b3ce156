package io.sluice.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Wall clocks of nodes that a test sets while they run; those of files and all monotonic ones stay
 * as they are. A small library that is loaded before libc does it: {@code clock/step.c}.
 */
final class Clocks {
  private final Path home;
  private final Path library;

  private Clocks(Path home, Path library) {
    this.home = home;
    this.library = library;
  }

  /** Compiles the library; the test is skipped where there is no compiler. */
  static Clocks make(Path home) {
    try {
      Path source = home.resolve("step.c");
      try (InputStream given = Clocks.class.getResourceAsStream("/clock/step.c")) {
        Files.copy(given, source);
      }
      Path library = home.resolve("step.so");
      RootTools.run("gcc", "-O1", "-shared", "-fPIC", "-o", library.toString(), source.toString());
      return new Clocks(home, library);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a node is started by, so that its clock can be set. */
  List<String> wrapper(int node) {
    set(node, Duration.ZERO);
    return List.of("env", "LD_PRELOAD=" + library, "CLOCK_STEP=" + file(node));
  }

  private Path file(int node) {
    return home.resolve("clock-" + node);
  }

  /** Sets a node's clock so far from the true time, at once. */
  void set(int node, Duration off) {
    ByteBuffer nanos = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    nanos.putLong(off.toNanos()).flip();
    // In place: the node has mapped this very file.
    try (FileChannel file =
        FileChannel.open(file(node), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (nanos.hasRemaining()) {
        file.write(nanos);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
