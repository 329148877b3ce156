package io.sluice.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice index rebuild}. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Makes the index anew from the volume while clients go on, and follows the walk to its end.",
      "What only the index knew, such as MD5s of files that S3 did not write, is computed again."
    })
final class IndexRebuildCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 500;

  private final Terminal terminal;

  @Mixin private final IndexFlags flags;

  IndexRebuildCommand(Map<String, String> environment, Terminal terminal) {
    this.terminal = terminal;
    this.flags = new IndexFlags(environment, terminal);
  }

  @Override
  public Integer call() throws InterruptedException {
    return flags
        .node()
        .talk(client -> {
          AdminClient.Answer answer = client.post(flags.path("/rebuild"));
          return answer.isSuccess() ? follow(client) : flags.node().refused(answer);
        });
  }

  private int follow(AdminClient client) throws IOException, InterruptedException {
    LiveLine live = LiveLine.of(terminal);
    while (true) {
      AdminClient.Answer answer = client.get(flags.path(""));
      if (!answer.isSuccess()) {
        live.clear();
        return flags.node().refused(answer);
      }
      JsonObject crawl = answer.json().getJsonObject("crawl");
      if (flags.json()) {
        terminal.out().println(crawl.encode());
        terminal.out().flush();
      } else {
        live.show(IndexStatusCommand.walk(crawl));
      }
      // A rebuilt index has seen no walk, so the first to end is the one that filled it.
      if (crawl.getLong("walks") > 0) {
        live.clear();
        if (!flags.json()) {
          terminal.out().println("rebuilt: " + IndexStatusCommand.walk(crawl));
          terminal.out().flush();
        }
        return ExitCode.OK;
      }
      boolean _ = new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
