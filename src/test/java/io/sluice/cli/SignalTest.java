package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalTest {
  @TempDir Path folder;

  @Test
  void sigterm_drains_and_ends_with_0() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BareNode.class.getName(),
                "server",
                "--data=" + folder.resolve("data"),
                "--port=0",
                "--admin-port=0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).startsWith("ready http://127.0.0.1:");
      // Not Process.destroy, which closes the pipes before the node has had its say.
      assertThat(process.toHandle().destroy()).isTrue();
      assertThat(out.readLine()).isEqualTo("drained");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
