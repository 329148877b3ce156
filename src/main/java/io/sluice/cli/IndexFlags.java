package io.sluice.cli;

import io.sluice.config.SettingsFault;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands about an index share: which volume of which node, and how they print. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class IndexFlags {
  @Mixin private final AdminFlags node = new AdminFlags();

  @Parameters(paramLabel = "VOLUME", description = "Name of the volume.")
  private String volume;

  @Option(names = "--json", description = "Prints one JSON object a line.")
  private boolean json;

  /** The conversation itself. */
  interface Talk {
    /** The exit code. */
    int with(AdminClient client) throws IOException, InterruptedException;
  }

  boolean json() {
    return json;
  }

  String path(String verb) {
    return "/-/volumes/" + AdminClient.encoded(volume) + "/index" + verb;
  }

  /** Talks to the node; says what is wrong when that can't be. */
  int talk(Map<String, String> environment, Terminal terminal, Talk talk)
      throws InterruptedException {
    try (AdminClient client = node.client(environment)) {
      return talk.with(client);
    } catch (SettingsFault fault) {
      return failed(terminal, fault.getMessage(), ExitCode.USAGE);
    } catch (IOException e) {
      return failed(terminal, e.getMessage(), ExitCode.FAILED);
    }
  }

  /** An answer that is none. */
  static int refused(Terminal terminal, AdminClient.Answer answer) {
    int code = answer.status() == 404 ? ExitCode.USAGE : ExitCode.FAILED;
    return failed(terminal, answer.error(), code);
  }

  static int failed(Terminal terminal, @Nullable String message, int exitCode) {
    terminal.err().println("sluice: " + message);
    terminal.err().flush();
    return exitCode;
  }
}
