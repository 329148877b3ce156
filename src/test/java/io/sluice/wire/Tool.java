package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A client's program, run with a home and an environment of its own. */
final class Tool {
  /** The full job of 200,000 files takes a command line half an hour on a busy machine. */
  private static final long PATIENCE_MINUTES = Math.max(15, Trees.files() / 3_000);

  private final Path program;
  private final Path home;
  private final URI endpoint;

  private Tool(Path program, Path home, URI endpoint) {
    this.program = program;
    this.home = home;
    this.endpoint = endpoint;
  }

  /** What a finished program said. */
  record Said(int exitCode, String out, String err) {}

  /** Finds a program for use against a server; the test is skipped where it is not installed. */
  static Tool find(String name, Wire wire) {
    Path found = locate(name);
    Assumptions.assumeTrue(found != null, name + " is not installed");
    try {
      Path home = Files.createTempDirectory(wire.home(), "client");
      if (found == null) {
        throw new IllegalStateException(name);
      }
      writeSettings(home, wire.endpoint());
      return new Tool(found, home, wire.endpoint());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path program() {
    return program;
  }

  /** The program's home: empty but for settings, and gone with the server. */
  Path home() {
    return home;
  }

  /** Runs it to its end; anything but exit code 0 fails. */
  Said run(String... arguments) {
    Said said = attempt(arguments);
    assertThat(said.exitCode())
        .as("%s %s: %s %s", program, List.of(arguments), said.out(), said.err())
        .isZero();
    return said;
  }

  /** Runs it to its end, however that comes. */
  Said attempt(String... arguments) {
    Started started = start(arguments);
    return started.await();
  }

  /** Starts it and goes on. */
  Started start(String... arguments) {
    try {
      Path out = Files.createTempFile(home, "out", ".txt");
      Path err = Files.createTempFile(home, "err", ".txt");
      List<String> command = new ArrayList<>(List.of(program.toString()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(home.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      setEnvironment(builder.environment());
      return new Started(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program under way. */
  record Started(Process process, Path out, Path err) {
    Said await() {
      try {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new AssertionError("still running: " + process.info().commandLine());
        }
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        throw new IllegalStateException(e);
      }
    }
  }

  private void setEnvironment(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", home.toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("NO_PROXY", "*");
    environment.put("AWS_ACCESS_KEY_ID", ServerProcess.ACCESS_KEY);
    environment.put("AWS_SECRET_ACCESS_KEY", ServerProcess.SECRET_KEY);
    environment.put("AWS_DEFAULT_REGION", "us-east-1");
    environment.put("AWS_CONFIG_FILE", home.resolve("aws-config").toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("no-file").toString());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("AWS_PAGER", "");
    environment.put("RCLONE_CONFIG", home.resolve("rclone.conf").toString());
    environment.put("RCLONE_CONFIG_SLUICE_TYPE", "s3");
    environment.put("RCLONE_CONFIG_SLUICE_PROVIDER", "Other");
    environment.put("RCLONE_CONFIG_SLUICE_ENDPOINT", endpoint.toString());
    environment.put("RCLONE_CONFIG_SLUICE_ACCESS_KEY_ID", ServerProcess.ACCESS_KEY);
    environment.put("RCLONE_CONFIG_SLUICE_SECRET_ACCESS_KEY", ServerProcess.SECRET_KEY);
  }

  private static void writeSettings(Path home, URI endpoint) throws IOException {
    String host = endpoint.getHost() + ":" + endpoint.getPort();
    Files.writeString(
        home.resolve("aws-config"),
        """
        [default]
        retry_mode = standard
        max_attempts = 8
        s3 =
          max_concurrent_requests = 20
        """);
    Files.writeString(
        home.resolve(".s3cfg"),
        """
        [default]
        access_key = %s
        secret_key = %s
        host_base = %s
        host_bucket = %s
        use_https = False
        """
            .formatted(ServerProcess.ACCESS_KEY, ServerProcess.SECRET_KEY, host, host));
    Files.writeString(home.resolve("rclone.conf"), "");
  }

  /** Debian's own first: what else is on the path may be a wrapper. */
  private static @Nullable Path locate(String name) {
    List<String> directories = new ArrayList<>(List.of("/usr/bin"));
    String path = System.getenv("PATH");
    if (path != null) {
      directories.addAll(List.of(path.split(File.pathSeparator, -1)));
    }
    for (String directory : directories) {
      Path program = Path.of(directory, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }
}
