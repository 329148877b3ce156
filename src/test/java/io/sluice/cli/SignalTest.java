package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

class SignalTest {
  private static final int BY_SIGTERM = 143;

  @TempDir Path folder;

  @Test
  void sigterm_drains_and_ends_with_0() throws Exception {
    Process process = server(BareNode.class, "us-east-1");
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).startsWith("ready http://127.0.0.1:");
      terminate(process);
      assertThat(out.readLine()).isEqualTo("drained");
      assertThat(exitValue(process)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"waits", "deaf"})
  void sigterm_ends_a_start_that_takes_long(String region) throws Exception {
    Process process = server(BareNode.class, region);
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("starting");
      terminate(process);
      assertThat(exitValue(process)).isEqualTo(BY_SIGTERM);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void sigterm_ends_a_command_that_waits_for_a_node() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      Process process = process(BareNode.class, "index", "verify", "demo", "--admin-url=" + url);
      try (var _ = silent.accept()) {
        terminate(process);
        assertThat(exitValue(process)).isEqualTo(BY_SIGTERM);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void a_start_that_fails_by_an_error_ends_the_process() throws Exception {
    Process process = server(BareNode.class, "fails");
    try {
      assertThat(exitValue(process)).isEqualTo(ExitCode.FAILED);
      assertThat(said()).contains("no such luck");
    } finally {
      process.destroyForcibly();
    }
  }

  /** As where the data directory's file system is mounted noexec. */
  @Test
  void native_code_that_cannot_be_loaded_ends_the_process_with_one_line() throws Exception {
    Path data = folder.resolve("data");
    Path code = Files.createDirectories(data.resolve("native"));
    spoilt(code.resolve(Environment.getJniLibraryFileName("rocksdbjni")));
    Process process = server(Main.class, "us-east-1");
    try {
      assertThat(exitValue(process)).isEqualTo(ExitCode.FAILED);
      // The JVM has its own to say of a library that is none.
      assertThat(
              said()
                  .lines()
                  .filter(line -> !line.contains("stack guard") && !line.contains("execstack")))
          .singleElement()
          .asString()
          .startsWith("sluice: the native library in " + code + " can't be loaded")
          .contains("noexec");
    } finally {
      process.destroyForcibly();
    }
  }

  /** A library of the right size, so that it is not unpacked again. */
  private static void spoilt(Path library) throws IOException {
    var packed =
        RocksDB.class.getClassLoader().getResource(Environment.getJniLibraryFileName("rocksdb"));
    try (RandomAccessFile file = new RandomAccessFile(library.toFile(), "rw")) {
      file.setLength(packed.openConnection().getContentLengthLong());
    }
  }

  private Process server(Class<?> program, String region) throws IOException {
    return process(
        program,
        "server",
        "--data=" + folder.resolve("data"),
        "--port=0",
        "--admin-port=0",
        "--set",
        "region=" + region);
  }

  private Process process(Class<?> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(folder.resolve("err").toFile()).start();
  }

  /** Not Process.destroy, which closes the pipes before the node has had its say. */
  private static void terminate(Process process) {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  private static int exitValue(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("err"));
  }
}
