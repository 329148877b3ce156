package io.sluice.cli;

import io.sluice.catalog.VolumeDefinition;
import io.sluice.config.Settings;
import io.sluice.config.VolumeSettings;
import io.sluice.files.Capabilities;
import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexSettings;
import io.sluice.volume.ListingSettings;
import io.sluice.volume.OwnedVolume;
import io.sluice.volume.VolumeSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns the settings of a volume into the terms of the rooms that serve it. */
final class VolumeTerms {
  /** How often ended uploads are forgotten. */
  static final Duration MAINTENANCE = Duration.ofMinutes(10);

  // Times of local file systems advance with the kernel's tick, those of others may have whole
  // seconds.
  private static final Duration LOCAL_GRAIN = Duration.ofMillis(20);
  private static final Duration NETWORK_GRAIN = Duration.ofSeconds(2);

  private VolumeTerms() {}

  static FileSettings files(VolumeSettings settings) {
    return new FileSettings(
        settings.ownerUid(),
        settings.ownerGid(),
        settings.fileMode(),
        settings.directoryMode(),
        switch (settings.durability()) {
          case NONE -> FileSettings.Durability.NONE;
          case FSYNC -> FileSettings.Durability.FSYNC;
        });
  }

  static VolumeSpec spec(VolumeDefinition volume, Settings settings, Capabilities capabilities) {
    var index = settings.index();
    return new VolumeSpec(
        volume.name(),
        indexDirectory(settings, volume.name()),
        new IndexSettings(index.cacheBytes(), index.writeBufferBytes(), index.openFiles()),
        listing(volume.settings(), capabilities),
        volume.settings().sizeBytes(),
        settings.limits().spaceReserveBytes(),
        volume.settings().uploadExpiry());
  }

  static Path indexDirectory(Settings settings, String volume) {
    return settings.index().dir().resolve(volume);
  }

  private static ListingSettings listing(VolumeSettings settings, Capabilities capabilities) {
    boolean verifyEntries =
        switch (settings.verify()) {
          case AUTO -> !capabilities.isNetwork();
          case ENTRIES -> true;
          case DIRECTORIES -> false;
        };
    return new ListingSettings(
        settings.freshness(),
        verifyEntries,
        settings.listEmptyDirectories(),
        capabilities.isNetwork() ? NETWORK_GRAIN : LOCAL_GRAIN);
  }

  static Map<String, Object> status(VolumeDefinition volume, VolumeRoot root, OwnedVolume owned) {
    Capabilities capabilities = root.capabilities();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("root", volume.root().toString());
    status.put("fileSystem", capabilities.fileSystem());
    status.put("network", capabilities.isNetwork());
    status.put("metadata", capabilities.userAttributes() ? "attributes" : "sidecars");
    status.put("durability", volume.settings().durability().toString());
    status.put("namesNotUtf8", owned.namesNotUtf8());
    status.put("usage", VolumeGauges.shown(owned.usage()));
    status.put("stagedBytes", owned.stagedBytes());
    status.put(
        "leftOvers",
        Map.of("files", owned.strangers().files(), "bytes", owned.strangers().bytes()));
    return status;
  }
}
