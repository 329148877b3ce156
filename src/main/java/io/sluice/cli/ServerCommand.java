package io.sluice.cli;

import io.sluice.config.SettingsFault;
import io.sluice.config.SettingsSources;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice server}: reads the settings and runs a node until it is told to stop. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Serves volumes until it is stopped (SIGTERM drains).",
    footer = {
      "",
      "Each flag is also an environment variable (--admin-port: SLUICE_ADMIN_PORT) and a field of",
      "the file (admin-port). Flags beat variables, variables beat the file."
    })
final class ServerCommand implements Callable<Integer> {
  private static final String CONFIG_VARIABLE = "SLUICE_CONFIG";

  private final Map<String, String> environment;
  private final Server server;
  private final Terminal terminal;

  @Mixin private final ServerFlags flags = new ServerFlags();

  ServerCommand(Map<String, String> environment, Server server, Terminal terminal) {
    this.environment = environment;
    this.server = server;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try {
      server.run(sources());
      return ExitCode.OK;
    } catch (SettingsFault fault) {
      return failed(fault.getMessage(), ExitCode.USAGE);
    } catch (StartFault fault) {
      return failed(fault.getMessage(), fault.exitCode());
    } catch (InterruptedException stopped) {
      return failed("stopped before it was ready", ExitCode.FAILED);
    }
  }

  private SettingsSources sources() {
    String named = environment.get(CONFIG_VARIABLE);
    @Nullable Path file =
        flags.config() == null && named != null && !named.isEmpty()
            ? Path.of(named)
            : flags.config();
    return new SettingsSources(file, environment, flags.byField());
  }

  private int failed(@Nullable String message, int exitCode) {
    terminal.err().println("sluice: " + message);
    terminal.err().flush();
    return exitCode;
  }
}
