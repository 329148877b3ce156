package io.sluice.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What only root may do. */
final class RootTools {
  private RootTools() {}

  /** Skips the test where it can't run, and says why. */
  static void need(String tool) {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root can use " + tool);
    Assumptions.assumeTrue(
        Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
        tool + " is not installed");
  }

  /** Runs a command to its end; empty when it succeeded, else what it said. */
  static String complaint(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (InputStream stream = process.getInputStream()) {
        String said = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return code == 0 ? "" : List.of(command) + " ended with " + code + ": " + said;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a command that must succeed. */
  static void run(String... command) {
    String complaint = complaint(command);
    if (!complaint.isEmpty()) {
      throw new IllegalStateException(complaint);
    }
  }
}
