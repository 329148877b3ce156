package io.sluice.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from; the later beats the earlier: the defaults, the file, the environment,
 * the flags.
 *
 * @param file the YAML file, null when there is none
 * @param environment the process's environment; only {@code SLUICE_*} is read
 * @param flags text by path of the field, such as {@code limits.max-put}; a path that starts with
 *     {@code volumes.NAME.} names a field of a volume
 */
public record SettingsSources(
    @Nullable Path file, Map<String, String> environment, Map<String, String> flags) {
  public SettingsSources {
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
  }
}
