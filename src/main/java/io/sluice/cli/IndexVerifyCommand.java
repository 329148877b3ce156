package io.sluice.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice index verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Walks the volume beside its index as it is now, and prints every difference.",
      "What was changed on the volume after that began is printed as 'changed', and",
      "is no difference. Nothing is corrected."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no difference, or only what was changed after the comparison began",
      "1:differences, or the node could not be asked",
      "2:the command line can't be used, or there is no such volume"
    })
final class IndexVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final IndexFlags flags;

  IndexVerifyCommand(Map<String, String> environment, Terminal terminal) {
    this.terminal = terminal;
    this.flags = new IndexFlags(environment, terminal);
  }

  @Override
  public Integer call() throws InterruptedException {
    return flags.node().talk(this::verify);
  }

  private int verify(AdminClient client) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> response =
        client.lines(client.request(flags.path("/verify")).POST(BodyPublishers.noBody()));
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        String body = lines.collect(Collectors.joining());
        return flags.node().refused(new AdminClient.Answer(response.statusCode(), body));
      }
      return follow(lines.iterator());
    }
  }

  private int follow(Iterator<String> lines) {
    LiveLine live = LiveLine.of(terminal);
    long began = System.nanoTime();
    while (lines.hasNext()) {
      String text = lines.next();
      JsonObject line = new JsonObject(text);
      JsonObject done = line.getJsonObject("done");
      if (flags.json()) {
        terminal.out().println(text);
        terminal.out().flush();
      } else {
        show(line, live, (System.nanoTime() - began) / 1e9);
      }
      if (done != null) {
        return done.getLong("differences") == 0 ? ExitCode.OK : ExitCode.FAILED;
      }
    }
    live.clear();
    return flags.node().failed("the comparison ended early", ExitCode.FAILED);
  }

  private void show(JsonObject line, LiveLine live, double seconds) {
    JsonObject progress = line.getJsonObject("progress");
    if (progress != null) {
      live.show(progress(progress, seconds));
      return;
    }
    live.clear();
    String said = said(line);
    if (said != null) {
      terminal.out().println(said);
      terminal.out().flush();
    }
  }

  private static String progress(JsonObject progress, double seconds) {
    long files = progress.getLong("files");
    long expected = progress.getLong("filesExpected");
    double rate = seconds > 0 ? files / seconds : 0;
    String left =
        rate > 0 ? String.format(Locale.ROOT, ", %.0f s left", (expected - files) / rate) : "";
    return String.format(
        Locale.ROOT,
        "%,d directories, %,d of %,d files, %,.0f files/s%s",
        progress.getLong("directories"),
        files,
        expected,
        rate,
        left);
  }

  private static @Nullable String said(JsonObject line) {
    JsonObject difference = line.getJsonObject("difference");
    if (difference != null) {
      return String.format(
          Locale.ROOT,
          "%-9s %s: %s",
          difference.getString("kind"),
          difference.getString("key"),
          difference.getString("detail"));
    }
    JsonObject done = line.getJsonObject("done");
    if (done != null) {
      return String.format(
          Locale.ROOT,
          "%,d differences in %,d files and %,d directories; %,d changed meanwhile",
          done.getLong("differences"),
          done.getLong("files"),
          done.getLong("directories"),
          done.getLong("changed"));
    }
    String error = line.getString("error");
    return error == null ? null : "failed: " + error;
  }
}
