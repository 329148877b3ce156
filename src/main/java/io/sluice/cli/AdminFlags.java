package io.sluice.cli;

import io.sluice.config.Settings;
import io.sluice.config.SettingsFault;
import io.sluice.config.SettingsLoader;
import io.sluice.config.SettingsSources;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running node a command asks, and how it prints: the same for all such commands. */
@SuppressWarnings("NullAway.Init") // set by picocli; null when the flag is not given
final class AdminFlags {
  private static final String CONFIG_VARIABLE = "SLUICE_CONFIG";

  private final Map<String, String> environment;
  private final Terminal terminal;

  @Option(
      names = "--admin-url",
      paramLabel = "URL",
      description = "Management port of the node (default: from the settings, as the server's).")
  private @Nullable URI adminUrl;

  @Option(names = "--config", paramLabel = "FILE", description = "YAML file with settings.")
  private @Nullable Path config;

  @Option(names = "--json", description = "Prints JSON, one object a line or as a whole.")
  private boolean json;

  AdminFlags(Map<String, String> environment, Terminal terminal) {
    this.environment = environment;
    this.terminal = terminal;
  }

  /** The conversation with a node. */
  interface Talk {
    /** The exit code. */
    int with(AdminClient client) throws IOException, InterruptedException;
  }

  boolean json() {
    return json;
  }

  /** Talks to the node; says what is wrong when that can't be. */
  int talk(Talk talk) throws InterruptedException {
    try (AdminClient client = client()) {
      return talk.with(client);
    } catch (SettingsFault fault) {
      return failed(fault.getMessage(), ExitCode.USAGE);
    } catch (IOException e) {
      return failed(e.getMessage(), ExitCode.FAILED);
    }
  }

  /** Prints what the node says to one question: as it is with {@code --json}, else for people. */
  int show(String path, Consumer<JsonObject> print) throws InterruptedException {
    return talk(client -> {
      AdminClient.Answer answer = client.get(path);
      if (!answer.isSuccess()) {
        return refused(answer);
      }
      if (json) {
        terminal.out().println(answer.json().encode());
      } else {
        print.accept(answer.json());
      }
      terminal.out().flush();
      return ExitCode.OK;
    });
  }

  /** An answer that is none. */
  int refused(AdminClient.Answer answer) {
    return failed(answer.error(), answer.status() == 404 ? ExitCode.USAGE : ExitCode.FAILED);
  }

  int failed(@Nullable String message, int exitCode) {
    terminal.err().println("sluice: " + message);
    terminal.err().flush();
    return exitCode;
  }

  /** A client of the node that the flags name, else the file, else the environment. */
  private AdminClient client() throws SettingsFault {
    if (adminUrl != null) {
      return new AdminClient(checked(adminUrl));
    }
    String named = environment.get(CONFIG_VARIABLE);
    @Nullable Path file =
        config == null && named != null && !named.isEmpty() ? Path.of(named) : config;
    Settings settings =
        SettingsLoader.load(new SettingsSources(file, environment, Map.<String, String>of()));
    return new AdminClient(
        URI.create(Banner.url("http", settings.adminHost(), settings.adminPort())));
  }

  private static URI checked(URI url) throws SettingsFault {
    String scheme = url.getScheme();
    boolean isHttp = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!isHttp || url.getHost() == null) {
      throw new SettingsFault(
          "--admin-url", "must be a URL such as http://127.0.0.1:9001, but is '" + url + "'");
    }
    return url;
  }
}
