package io.sluice.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice index status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Shows how far the walk through the volume is, and what the index holds.")
final class IndexStatusCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final IndexFlags flags;

  IndexStatusCommand(Map<String, String> environment, Terminal terminal) {
    this.terminal = terminal;
    this.flags = new IndexFlags(environment, terminal);
  }

  @Override
  public Integer call() throws InterruptedException {
    return flags.node().show(flags.path(""), this::print);
  }

  private void print(JsonObject status) {
    PrintWriter out = terminal.out();
    JsonObject crawl = status.getJsonObject("crawl");
    JsonObject usage = status.getJsonObject("usage");
    out.println("walk      " + walk(crawl));
    out.println("complete  " + crawl.getString("completeSince", "never yet"));
    out.printf(
        Locale.ROOT,
        "holds     %,d files, %,d bytes%n",
        usage.getLong("files"),
        usage.getLong("bytes"));
    out.println("store     " + status.getString("trouble", "on its disk"));
  }

  /** One line on how far a walk is. */
  static String walk(JsonObject crawl) {
    String state = crawl.getString("state");
    String count =
        String.format(
            Locale.ROOT,
            "%s: %,d of %s%,d directories, %,d files",
            state,
            crawl.getLong("directories"),
            state.equals("crawling") ? "at least " : "",
            crawl.getLong("directoriesExpected"),
            crawl.getLong("files"));
    if (state.equals("waiting")) {
      return count;
    }
    String rate = String.format(Locale.ROOT, ", %,d entries/s", crawl.getLong("entriesPerSecond"));
    Long left = crawl.getLong("secondsLeft");
    return count + rate + (left == null ? "" : ", about " + left + " s left");
  }
}
