package io.sluice.cli;

import io.sluice.config.Settings;
import io.sluice.config.SettingsFault;
import io.sluice.config.SettingsLoader;
import io.sluice.config.SettingsSources;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running node a command asks: its flags, the same for all such commands. */
@SuppressWarnings("NullAway.Init") // set by picocli; null when the flag is not given
final class AdminFlags {
  private static final String CONFIG_VARIABLE = "SLUICE_CONFIG";

  @Option(
      names = "--admin-url",
      paramLabel = "URL",
      description = "Management port of the node (default: from the settings, as the server's).")
  private @Nullable URI adminUrl;

  @Option(names = "--config", paramLabel = "FILE", description = "YAML file with settings.")
  private @Nullable Path config;

  /** A client of the node that the flags name, else the file, else the environment. */
  AdminClient client(Map<String, String> environment) throws SettingsFault {
    if (adminUrl != null) {
      return new AdminClient(adminUrl);
    }
    String named = environment.get(CONFIG_VARIABLE);
    @Nullable Path file =
        config == null && named != null && !named.isEmpty() ? Path.of(named) : config;
    Settings settings =
        SettingsLoader.load(new SettingsSources(file, environment, Map.<String, String>of()));
    return new AdminClient(
        URI.create(Banner.url("http", settings.adminHost(), settings.adminPort())));
  }
}
