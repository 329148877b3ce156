package io.sluice.cli;

import io.sluice.catalog.VolumeDefinition;
import io.sluice.config.BackgroundLimits;
import io.sluice.config.Settings;
import io.sluice.config.VolumeSettings;
import io.sluice.files.Capabilities;
import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexSettings;
import io.sluice.volume.BackupSettings;
import io.sluice.volume.ByteRate;
import io.sluice.volume.CrawlProgress;
import io.sluice.volume.CrawlSettings;
import io.sluice.volume.HashSettings;
import io.sluice.volume.HashShare;
import io.sluice.volume.ListingSettings;
import io.sluice.volume.OwnedVolume;
import io.sluice.volume.SidecarProgress;
import io.sluice.volume.SidecarSettings;
import io.sluice.volume.VolumeSpec;
import io.sluice.volume.VolumeTuning;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;

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
        settings.limits().maxStagedBytes(),
        volume.settings().uploadExpiry(),
        crawl(volume.settings(), settings),
        new BackupSettings(
            volume.settings().backupInterval(), settings.background().backupRateBytes(), 0),
        new SidecarSettings(volume.settings().sidecarInterval(), volume.settings().sidecarKept()));
  }

  /** What of a volume can be changed while it is served. */
  static VolumeTuning tuning(VolumeSettings volume, Settings settings, Capabilities capabilities) {
    return new VolumeTuning(
        listing(volume, capabilities), crawl(volume, settings), volume.sizeBytes());
  }

  private static CrawlSettings crawl(VolumeSettings volume, Settings settings) {
    return new CrawlSettings(
        volume.crawlInterval(), settings.background().crawlRate(), volume.watch());
  }

  static Path indexDirectory(Settings settings, String volume) {
    return settings.index().dir().resolve(volume);
  }

  private static Map<String, Object> index(OwnedVolume owned) {
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("store", owned.isIndexInMemory() ? "memory" : "disk");
    index.put("renewals", owned.indexRenewals());
    index.put("restoring", owned.isIndexRestoring());
    long backup = owned.indexBackupMillis();
    if (backup != 0) {
      index.put("backup", Instant.ofEpochMilli(backup).toString());
    }
    String trouble = owned.indexTrouble();
    if (trouble != null) {
      index.put("trouble", trouble);
    }
    return index;
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

  static HashSettings hashing(VolumeSettings settings) {
    return new HashSettings(settings.etag() == VolumeSettings.Etag.MD5, settings.hashAtOnceBytes());
  }

  static HashShare hashShare(BackgroundLimits limits) {
    return new HashShare(
        Executors.newScheduledThreadPool(
            limits.hashThreads(), Thread.ofPlatform().daemon().name("hash-", 0).factory()),
        limits.hashThreads(),
        new ByteRate(limits.hashRateBytes(), System::nanoTime));
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
    status.put("index", index(owned));
    status.put("crawl", crawl(owned.crawl()));
    status.put("hashing", HashMeters.status(owned));
    status.put("usage", VolumeGauges.shown(owned.usage()));
    status.put("stagedBytes", owned.stagedBytes());
    status.put(
        "leftOvers",
        Map.of("files", owned.strangers().files(), "bytes", owned.strangers().bytes()));
    SidecarProgress sidecars = owned.sidecars();
    if (sidecars != null) {
      status.put("sidecars", sidecars(sidecars));
    }
    return status;
  }

  private static Map<String, Object> sidecars(SidecarProgress progress) {
    Map<String, Object> sidecars = new LinkedHashMap<>();
    sidecars.put("unused", progress.unused());
    sidecars.put("walks", progress.walks());
    sidecars.put("putAside", progress.putAside());
    sidecars.put("broughtBack", progress.broughtBack());
    sidecars.put("removed", progress.removed());
    return sidecars;
  }

  /** How far the crawl is, for people and programs. */
  static Map<String, Object> crawl(CrawlProgress progress) {
    Map<String, Object> crawl = new LinkedHashMap<>();
    crawl.put("state", progress.state().toString().toLowerCase(Locale.ROOT));
    crawl.put("walks", progress.walks());
    if (progress.completeSince() != null) {
      crawl.put("completeSince", progress.completeSince().toString());
    }
    crawl.put("directories", progress.directories());
    crawl.put("directoriesExpected", progress.directoriesExpected());
    crawl.put("files", progress.files());
    crawl.put("bytes", progress.bytes());
    crawl.put("entriesPerSecond", progress.entriesPerSecond());
    if (progress.secondsLeft() >= 0) {
      crawl.put("secondsLeft", progress.secondsLeft());
    }
    return crawl;
  }
}
