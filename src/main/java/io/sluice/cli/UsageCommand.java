package io.sluice.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice usage}: what a volume, or a prefix of it, adds up to. */
@Command(
    name = "usage",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Shows files and bytes of a volume that a running node serves.")
@SuppressWarnings("NullAway.Init") // set by picocli
final class UsageCommand implements Callable<Integer> {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private final Terminal terminal;

  @Mixin private final AdminFlags node;

  @Parameters(paramLabel = "VOLUME", description = "Name of the volume.")
  private String volume;

  @Option(
      names = "--prefix",
      paramLabel = "P",
      defaultValue = "",
      description = "Counts only keys that begin so.")
  private String prefix;

  UsageCommand(Map<String, String> environment, Terminal terminal) {
    this.terminal = terminal;
    this.node = new AdminFlags(environment, terminal);
  }

  @Override
  public Integer call() throws InterruptedException {
    String path =
        "/-/volumes/%s/usage?prefix=%s"
            .formatted(AdminClient.encoded(volume), AdminClient.encoded(prefix));
    return node.show(path, this::print);
  }

  private void print(JsonObject usage) {
    PrintWriter out = terminal.out();
    out.printf(Locale.ROOT, "files     %,d%n", usage.getLong("files"));
    out.printf(Locale.ROOT, "bytes     %s%n", size(usage.getLong("bytes")));
    out.printf(
        Locale.ROOT,
        "unhashed  %,d files, %s%n",
        usage.getLong("unhashedFiles"),
        size(usage.getLong("unhashedBytes")));
    out.printf(Locale.ROOT, "staged    %s%n", size(usage.getLong("stagedBytes")));
    Long limit = usage.getLong("limitBytes");
    out.printf(Locale.ROOT, "limit     %s%n", limit == null ? "none" : size(limit));
    out.printf(Locale.ROOT, "free      %s%n", size(usage.getLong("freeBytes")));
  }

  private static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? "%d B".formatted(bytes)
        : String.format(Locale.ROOT, "%,d B (%.1f %s)", bytes, value, UNITS[unit]);
  }
}
