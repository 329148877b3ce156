package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code sluice} script, in a packaged copy: one that has nothing to build. */
final class LauncherIT {
  private final Path home;
  private final Path script;

  LauncherIT(@TempDir Path home) {
    this.home = home;
    this.script = home.resolve("sluice");
  }

  /** What a run of the script said, and how it ended. */
  private record Ended(int exitCode, String out, String err) {}

  @BeforeEach
  void package_a_copy() throws IOException {
    Path built = Path.of("target").toAbsolutePath();
    Files.copy(Path.of("sluice"), script);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(home.resolve("target"), built);
  }

  @AfterEach
  void remove_what_leads_out() throws IOException {
    Files.delete(home.resolve("target"));
  }

  @Test
  void help_is_printed_on_standard_output() throws Exception {
    Ended help = run("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("server").contains("Usage");
    Ended server = run("server", "--help");
    assertThat(server.exitCode()).isZero();
    assertThat(server.out()).contains("--data").contains("--volume").contains("--port");
  }

  static Stream<List<String>> faults() {
    return Stream.of(
        List.of("frobnicate"),
        List.of("server", "--no-such-flag"),
        List.of("server", "--data", "DATA", "--port", "many"),
        List.of("server", "--data", "DATA", "--port", "70000"),
        List.of("server", "--data", "DATA", "--volume", "no-path"),
        List.of("server", "--data", "DATA", "--volume", "a=/no/such/directory"),
        List.of("server", "--data", "DATA", "--volume", "Bad_Name=/tmp"),
        List.of("server", "--data", "DATA", "--access-key", "alone"),
        List.of("server", "--data", "DATA", "--config", "/no/such/file.yaml"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_fault_of_usage_is_named_and_exits_with_two(List<String> arguments) throws Exception {
    String data = home.resolve("data").toString();
    Ended ended = run(arguments.stream().map(a -> a.replace("DATA", data)).toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err()).isNotBlank().doesNotContain("\tat ");
    assertThat(ended.out()).doesNotContain("ready");
  }

  @Test
  void a_faulty_field_of_the_file_is_named() throws Exception {
    Path config = home.resolve("sluice.yaml");
    Files.writeString(config, "limits:\n  max-puts: 1GiB\n");
    Ended ended =
        run("server", "--data", home.resolve("data").toString(), "--config", config.toString());
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("limits.max-puts");
  }

  @Test
  void it_says_ready_keeps_its_credentials_to_itself_and_stops_when_asked() throws Exception {
    Path data = home.resolve("data");
    String first = serveOnce(data);
    assertThat(first).startsWith("ready http://");
    Path credentials = data.resolve("credentials");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials)))
        .isEqualTo("rw-------");
    String kept = Files.readString(credentials);
    serveOnce(data);
    assertThat(Files.readString(credentials)).isEqualTo(kept);
  }

  @Test
  void two_servers_never_share_a_data_directory() throws Exception {
    Path data = home.resolve("shared-data");
    Process first = launch("server", "--data", data.toString(), "--port", "0", "--admin-port", "0");
    try {
      awaitReady();
      Ended second = run("server", "--data", data.toString(), "--port", "0", "--admin-port", "0");
      assertThat(second.exitCode()).as(second.err()).isEqualTo(1);
      assertThat(second.err()).contains("in use");
    } finally {
      end(first);
    }
  }

  @Test
  void a_build_leaves_a_cache_of_classes_and_none_that_fits_is_no_fault() throws Exception {
    Path copy = Files.createDirectories(home.resolve("copy"));
    Path built = Path.of("target").toAbsolutePath();
    Files.createDirectories(copy.resolve("target"));
    Files.createSymbolicLink(copy.resolve("target/lib"), built.resolve("lib"));
    Files.copy(Path.of("sluice"), copy.resolve("sluice"));
    Path jar = copy.resolve("target/sluice.jar");
    Path maven = Files.createDirectories(copy.resolve("bin")).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\ncp '" + built.resolve("sluice.jar") + "' '" + jar + "'\n");
    for (Path program : List.of(maven, copy.resolve("sluice"))) {
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path cache = copy.resolve("target/sluice.aot");

    assertThat(version(copy, "").err()).contains("building");
    assertThat(cache).isNotEmptyFile();
    assertThat(version(copy, "-XX:AOTMode=on").out()).startsWith("sluice ");

    Ended other = version(copy, "-XX:-UseCompactObjectHeaders");
    assertThat(other.exitCode()).isZero();
    assertThat(other.err()).isEmpty();
    Files.writeString(cache, "not a cache");
    Ended damaged = version(copy, "");
    assertThat(damaged.out()).startsWith("sluice ");
    assertThat(damaged.err()).isEmpty();
  }

  private Ended version(Path copy, String javaOptions) throws Exception {
    ProcessBuilder builder = builder("--version");
    builder.command().set(0, copy.resolve("sluice").toString());
    String path = System.getenv("PATH");
    builder.environment().put("PATH", copy.resolve("bin") + ":" + path);
    builder.environment().put("SLUICE_JAVA_OPTS", javaOptions);
    return run(builder);
  }

  /** Starts it, waits until it is ready, stops it with SIGTERM; gives its standard output. */
  private String serveOnce(Path data) throws Exception {
    Process process =
        launch("server", "--data", data.toString(), "--port", "0", "--admin-port", "0");
    try {
      awaitReady();
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(read("err")).isZero();
    } finally {
      end(process);
    }
    assertThat(read("out").lines()).as("one line for programs").hasSize(1);
    return read("out");
  }

  private void awaitReady() {
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> read("out").startsWith("ready "));
  }

  private static void end(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  private Ended run(String... arguments) throws Exception {
    return run(builder(arguments));
  }

  private Ended run(ProcessBuilder builder) throws Exception {
    Path out = home.resolve("run-out");
    Path err = home.resolve("run-err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("still running").isTrue();
    } finally {
      end(process);
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Process launch(String... arguments) throws IOException {
    return builder(arguments)
        .redirectOutput(home.resolve("out").toFile())
        .redirectError(home.resolve("err").toFile())
        .start();
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private String read(String name) throws IOException {
    return Files.readString(home.resolve(name), StandardCharsets.UTF_8);
  }
}
