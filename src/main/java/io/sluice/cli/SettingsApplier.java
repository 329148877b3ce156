package io.sluice.cli;

import io.sluice.config.Settings;
import io.sluice.config.SettingsFault;
import java.nio.file.Path;
import java.util.Set;

/**
 * A part of a running node that follows the settings. A change is prepared by all before it is made
 * by any, so that one that can't be used changes nothing.
 */
public interface SettingsApplier {
  /**
   * Whether this part takes on a field while it runs.
   *
   * @param path of the field, such as {@code volumes.demo.freshness}
   * @param after the settings with the change
   */
  boolean takes(String path, Settings after);

  /** Files besides the settings' own whose change is a change of the settings. */
  default Set<Path> files(Settings settings) {
    return Set.of();
  }

  /**
   * Checks a change, and changes nothing yet. Called on one thread, which may block; also when only
   * files changed and the settings are equal.
   *
   * @return makes the change; must not fail
   * @throws SettingsFault when the settings can't be used
   */
  Runnable prepare(Settings before, Settings after) throws SettingsFault;
}
