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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code sluice} script, in a copy that is built before the tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LauncherIT {
  /** Programs that live for moments: what they would gain later costs too much now. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

  private final Path home;
  private final Path script;
  private final Path cache;
  private Ended build = new Ended(-1, "", "");

  LauncherIT(@TempDir Path home) {
    this.home = home;
    this.script = home.resolve("sluice");
    this.cache = home.resolve("target/sluice.aot");
  }

  /** What a run of the script said, and how it ended. */
  private record Ended(int exitCode, String out, String err) {}

  @BeforeAll
  void build_a_copy() throws Exception {
    Path built = Path.of("target").toAbsolutePath();
    copyOfTheScript(home);
    Path jar = home.resolve("target/sluice.jar");
    program("mvn", "cp '" + built.resolve("sluice.jar") + "' '" + jar + "'");
    // The requests by which the cache is trained, but not hundreds of each.
    program(
        "curl",
        "for word; do shift; set -- \"$@\" \"$(printf %s \"$word\" | sed 's/\\[1-250\\]/[1-5]/')\"; done\n"
            + "PATH=${PATH#*:} exec curl \"$@\"");
    build = version(script, "");
  }

  private void copyOfTheScript(Path folder) throws IOException {
    Path built = Path.of("target").toAbsolutePath();
    Files.createDirectories(folder.resolve("target"));
    Files.createSymbolicLink(folder.resolve("target/lib"), built.resolve("lib"));
    Path copy = Files.copy(Path.of("sluice"), folder.resolve("sluice"));
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** One that the script finds before others of its name. */
  private void program(String name, String lines) throws IOException {
    Path program = Files.createDirectories(home.resolve("bin")).resolve(name);
    Files.writeString(program, "#!/bin/sh\n" + lines + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterAll
  void remove_what_leads_out() throws IOException {
    Files.delete(home.resolve("target/lib"));
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
    Path data = home.resolve("kept-data");
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
    assertThat(build.err()).contains("building");
    assertThat(build.out()).startsWith("sluice ");
    assertThat(cache).isNotEmptyFile();
    assertThat(version(script, "-XX:AOTMode=on").out()).startsWith("sluice ");

    Ended other = version(script, "-XX:-UseCompactObjectHeaders");
    assertThat(other.exitCode()).isZero();
    assertThat(other.err()).isEmpty();
    Ended damaged = version(copyWithADamagedCache(), "");
    assertThat(damaged.out()).startsWith("sluice ");
    assertThat(damaged.err()).isEmpty();
  }

  @Test
  void native_memory_has_two_arenas_unless_the_environment_says_otherwise() throws Exception {
    Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
    Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    Files.writeString(java, "#!/bin/sh\necho \"$MALLOC_ARENA_MAX\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder builder = builder("--version");
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    builder.environment().remove("MALLOC_ARENA_MAX");
    assertThat(run(builder).out()).isEqualTo("2\n");
    builder.environment().put("MALLOC_ARENA_MAX", "7");
    assertThat(run(builder).out()).isEqualTo("7\n");
  }

  private Path copyWithADamagedCache() throws IOException {
    Path copy = home.resolve("copy");
    copyOfTheScript(copy);
    Files.copy(home.resolve("target/sluice.jar"), copy.resolve("target/sluice.jar"));
    Files.writeString(copy.resolve("target/sluice.aot"), "not a cache");
    return copy.resolve("sluice");
  }

  private Ended version(Path program, String javaOptions) throws Exception {
    ProcessBuilder builder = builder("--version");
    builder.command().set(0, program.toString());
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
    builder.environment().put("SLUICE_JAVA_OPTS", SHORT_LIVED);
    String path = System.getenv("PATH");
    builder.environment().put("PATH", home.resolve("bin") + ":" + path);
    return builder;
  }

  private String read(String name) throws IOException {
    return Files.readString(home.resolve(name), StandardCharsets.UTF_8);
  }
}
