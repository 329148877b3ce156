package io.sluice.cli;

import io.sluice.config.Settings;
import java.util.Set;

/** Gives volumes that are served what changed of their settings, without interrupting anything. */
final class VolumeApplier implements SettingsApplier {
  static final Set<String> FIELDS =
      Set.of(
          "size",
          "freshness",
          "verify",
          "list-empty-directories",
          "etag",
          "watch",
          "crawl-interval",
          "hash-at-once");

  private final NodeVolumes volumes;

  VolumeApplier(NodeVolumes volumes) {
    this.volumes = volumes;
  }

  @Override
  public boolean takes(String path, Settings after) {
    boolean isVolumes = path.startsWith("volumes.") || path.startsWith("volume-defaults.");
    return isVolumes && FIELDS.contains(path.substring(path.lastIndexOf('.') + 1));
  }

  @Override
  public Runnable prepare(Settings before, Settings after) {
    return () -> volumes.retune(after);
  }
}
