package io.sluice.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice index}: what can be asked of a volume's index. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Shows, compares or makes anew the index of a volume that a running node serves.")
final class IndexCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  /** The command with those below it. */
  static CommandLine line(Map<String, String> environment, Terminal terminal) {
    return new CommandLine(new IndexCommand())
        .addSubcommand(new IndexStatusCommand(environment, terminal))
        .addSubcommand(new IndexVerifyCommand(environment, terminal))
        .addSubcommand(new IndexRebuildCommand(environment, terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command; try: sluice index status");
  }
}
