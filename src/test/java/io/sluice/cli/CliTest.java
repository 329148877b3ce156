package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void the_server_prints_one_ready_line_and_ends_with_0_when_asked() {
    assertThat(server(Map.of())).isZero();
    assertThat(out.toString()).matches("ready http://127\\.0\\.0\\.1:\\d+\\R");
    assertThat(err.toString()).contains("aws --endpoint-url http://127.0.0.1:").contains("demo");
  }

  @Test
  void the_secret_is_shown_on_the_first_start_only() {
    server(Map.of());
    assertThat(err.toString()).contains("secret key").contains("shown this once");
    err.getBuffer().setLength(0);
    server(Map.of());
    assertThat(err.toString()).doesNotContain("secret key").contains("kept in");
  }

  @Test
  void a_given_credential_is_used_and_its_secret_never_shown() {
    server(Map.of("SLUICE_ACCESS_KEY", "MYKEY", "SLUICE_SECRET_KEY", "do-not-show-me"));
    assertThat(err.toString()).contains("MYKEY").doesNotContain("do-not-show-me");
    assertThat(folder.resolve("data/credentials")).doesNotExist();
  }

  @Test
  void a_flag_beats_its_variable_which_beats_the_file() throws Exception {
    Path file = Files.writeString(folder.resolve("s.yaml"), "port: 99999\nadmin-port: 99999\n");
    Map<String, String> environment =
        Map.of("SLUICE_PORT", "99999", "SLUICE_ADMIN_PORT", "0", "SLUICE_CONFIG", file.toString());
    assertThat(run(environment, "server", "--data", folder + "/data", "--port", "0")).isZero();
  }

  @Test
  void settings_that_cannot_be_used_end_with_2_and_one_line() {
    assertThat(server(Map.of(), "--set", "limits.max-put=big")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("sluice: limits.max-put: must be a size such as");
    assertThat(server(Map.of(), "--volume", "demo=" + folder + "/nope")).isEqualTo(ExitCode.USAGE);
    assertThat(server(Map.of(), "--volume", "demo")).isEqualTo(ExitCode.USAGE);
    assertThat(server(Map.of(), "--no-such-flag")).isEqualTo(ExitCode.USAGE);
    assertThat(run(Map.of())).isEqualTo(ExitCode.USAGE);
    assertThat(run(Map.of(), "no-such-command")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void a_data_directory_in_a_volume_ends_with_2_before_anything_is_made() {
    assertThat(server(Map.of(), "--volume", "aaa=" + folder)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith(
            "sluice: the volumes can't be used: volumes.aaa (" + folder + ") contains data");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void how_to_log_is_one_of_the_known_words() {
    Map<String, String> chosen = new TreeMap<>();
    assertThat(cli(Map.of("SLUICE_LOG", "JSON", "SLUICE_LOG_LEVEL", "")).chooseLog(chosen::put))
        .isTrue();
    assertThat(chosen)
        .containsOnly(Map.entry("SLUICE_LOG", "json"), Map.entry("SLUICE_LOG_LEVEL", "WARN"));
    assertThat(cli(Map.of("SLUICE_LOG_LEVEL", "WARNING")).chooseLog(chosen::put)).isFalse();
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("sluice: SLUICE_LOG_LEVEL: must be one of OFF, ERROR, WARN,");
    assertThat(cli(Map.of("SLUICE_LOG", "xml")).chooseLog(chosen::put)).isFalse();
  }

  @Test
  void a_management_url_that_is_none_ends_with_2_and_one_line() {
    String url = "localhost:9001";
    assertThat(run(Map.of(), "usage", "demo", "--admin-url", url)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .isEqualTo(
            "sluice: --admin-url: must be a URL such as http://127.0.0.1:9001,"
                + " but is 'localhost:9001'"
                + System.lineSeparator());
  }

  @Test
  void a_port_that_is_taken_ends_with_1_and_one_line() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(server(Map.of(), "--port", port)).isEqualTo(ExitCode.FAILED);
    }
    assertThat(err.toString()).hasLineCount(1).startsWith("sluice: the S3 port 127.0.0.1:");
  }

  @Test
  void native_code_that_is_missing_ends_with_1_and_one_line() {
    NodeStarter starter =
        (_, _, _) -> {
          throw new UnsatisfiedLinkError("no such code");
        };
    Cli cli = new Cli(Map.of(), starter, terminal());
    String[] arguments = {"server", "--data", folder + "/data", "--port=0", "--admin-port=0"};
    assertThat(cli.run(new StopSignal(), arguments)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("sluice: can't start: ")
        .contains("no such code");
  }

  @Test
  void a_data_directory_in_use_ends_with_1() throws Exception {
    Settings settings = Settings.defaults(folder.resolve("data"));
    try (DataDirectory held = DataDirectory.hold(settings)) {
      assertThat(server(Map.of())).isEqualTo(ExitCode.FAILED);
      assertThat(held.credentials()).doesNotExist();
    }
    assertThat(err.toString()).contains("is in use by another process");
    assertThat(server(Map.of())).isZero();
  }

  @Test
  void help_and_version_end_with_0() {
    assertThat(run(Map.of(), "--help")).isZero();
    assertThat(run(Map.of(), "server", "--help")).isZero();
    assertThat(run(Map.of(), "--version")).isZero();
    assertThat(out.toString()).contains("Exit codes", "--volumes-root", "SLUICE_ADMIN_PORT");
  }

  @Test
  void urls_can_be_pasted_whatever_the_port_is_bound_to() {
    assertThat(Banner.url("http", "0.0.0.0", 1)).isEqualTo("http://127.0.0.1:1");
    assertThat(Banner.url("http", "::", 1)).isEqualTo("http://[::1]:1");
    assertThat(Banner.url("http", "fe80::1", 1)).isEqualTo("http://[fe80::1]:1");
    assertThat(Banner.url("http", "example.com", 1)).isEqualTo("http://example.com:1");
  }

  private int server(Map<String, String> environment, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("server", "--data", folder + "/data", "--port=0", "--admin-port=0"));
    for (String flag : more) {
      if (flag.equals("--port")) {
        arguments.remove("--port=0");
      }
      arguments.add(flag);
    }
    return run(environment, arguments.toArray(String[]::new));
  }

  private Cli cli(Map<String, String> environment) {
    Terminal terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true));
    return new Cli(environment, BareNode::start, terminal);
  }

  private int run(Map<String, String> environment, String... arguments) {
    StopSignal stop = new StopSignal();
    stop.ask();
    return new Cli(environment, BareNode::start, terminal()).run(stop, arguments);
  }

  private Terminal terminal() {
    return new Terminal(new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
