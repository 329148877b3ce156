package io.sluice.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs the tools that only root has, and says whether they are there. */
final class Shell {
  private Shell() {}

  /** What a command printed, and how it ended. */
  record Outcome(int exitCode, String output) {}

  static Outcome run(String... command) {
    return run(new ProcessBuilder(command));
  }

  static Outcome run(ProcessBuilder builder) {
    try {
      Process process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (InputStream stream = process.getInputStream()) {
        String output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Runs a command that must succeed. */
  static String require(String... command) {
    Outcome outcome = run(command);
    if (outcome.exitCode() != 0) {
      throw new IllegalStateException(List.of(command) + ": " + outcome.output());
    }
    return outcome.output();
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  static boolean has(String tool) {
    return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
