package io.sluice.cli;

import io.sluice.config.SettingsFault;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The commands, put together. */
public final class Cli {
  private final Map<String, String> environment;
  private final NodeStarter starter;
  private final Terminal terminal;

  Cli(Map<String, String> environment, NodeStarter starter, Terminal terminal) {
    this.environment = environment;
    this.starter = starter;
    this.terminal = terminal;
  }

  /** Runs the process's command and ends the process with its exit code. */
  public static void main(NodeStarter starter, String[] arguments) {
    Terminal terminal =
        new Terminal(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    StopSignal stop = new StopSignal();
    stop.install(Runtime.getRuntime());
    int exitCode = ExitCode.FAILED;
    try {
      Cli cli = new Cli(System.getenv(), starter, terminal);
      exitCode = cli.chooseLog(System::setProperty) ? cli.run(stop, arguments) : ExitCode.USAGE;
    } catch (RuntimeException | Error e) {
      e.printStackTrace(terminal.err());
    } finally {
      // Else the process would stay, and wait at its end for a command that is no more.
      stop.done(exitCode);
    }
    System.exit(exitCode);
  }

  /**
   * Tells logging what was chosen for it; before anything logs.
   *
   * @param property sets a property of the system, which logging asks before the environment
   * @return false, and said why, when that can't be used
   */
  boolean chooseLog(BiConsumer<String, String> property) {
    try {
      LogVariables.chosen(environment).forEach(property);
      return true;
    } catch (SettingsFault fault) {
      terminal.err().println("sluice: " + fault.getMessage());
      terminal.err().flush();
      return false;
    }
  }

  /** Runs one command; a server runs until the signal. */
  int run(StopSignal stop, String... arguments) {
    Server server = new Server(starter, stop, terminal, new SecureRandom());
    return new CommandLine(new SluiceCommand())
        .addSubcommand(new ServerCommand(environment, server, terminal))
        .addSubcommand(new UsageCommand(environment, terminal))
        .addSubcommand(new ClusterCommand(environment, terminal))
        .addSubcommand(IndexCommand.line(environment, terminal))
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO))
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          command.getErr().println("sluice: " + failure);
          return ExitCode.FAILED;
        })
        .execute(arguments);
  }
}
