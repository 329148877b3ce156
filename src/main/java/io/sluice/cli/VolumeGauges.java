package io.sluice.cli;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.bus.VolumeReply;
import io.sluice.model.Usage;
import io.sluice.volume.CrawlProgress;
import io.sluice.volume.OwnedVolume;
import io.sluice.volume.SidecarProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What volumes hold, as gauges tagged by volume, and as JSON. */
final class VolumeGauges {
  private final MeterRegistry registry;
  private final ConcurrentHashMap<String, List<Meter>> registered = new ConcurrentHashMap<>();

  VolumeGauges(MeterRegistry registry) {
    this.registry = registry;
  }

  void add(OwnedVolume volume) {
    List<Meter> meters = new ArrayList<>(sidecars(volume));
    meters.addAll(
        List.of(
            gauge(volume, "files", null, v -> v.usage().files()),
            gauge(volume, "bytes", null, v -> v.usage().bytes()),
            gauge(volume, "unhashed", "files", v -> v.usage().unhashedFiles()),
            gauge(volume, "staged", "bytes", OwnedVolume::stagedBytes),
            gauge(volume, "index.in.memory", null, v -> v.isIndexInMemory() ? 1 : 0),
            gauge(volume, "index.renewals", null, OwnedVolume::indexRenewals),
            crawl(volume, "directories", p -> p.directories()),
            crawl(volume, "directories.expected", p -> p.directoriesExpected()),
            crawl(volume, "files", p -> p.files()),
            crawl(volume, "bytes", p -> p.bytes()),
            crawl(volume, "rate", p -> p.entriesPerSecond()),
            crawl(volume, "walks", p -> p.walks()),
            crawl(volume, "complete.since", VolumeGauges::completeSince)));
    registered.put(volume.name(), meters);
  }

  private List<Meter> sidecars(OwnedVolume volume) {
    return volume.sidecars() == null
        ? List.of()
        : List.of(
            sidecars(volume, "unused", SidecarProgress::unused),
            sidecars(volume, "walks", SidecarProgress::walks),
            sidecars(volume, "put.aside", SidecarProgress::putAside),
            sidecars(volume, "brought.back", SidecarProgress::broughtBack),
            sidecars(volume, "removed", SidecarProgress::removed));
  }

  private Gauge sidecars(OwnedVolume volume, String name, ToDoubleFunction<SidecarProgress> value) {
    return Gauge.builder(
            "sluice.sidecars." + name,
            volume,
            owned -> {
              SidecarProgress now = owned.sidecars();
              return now == null ? 0 : value.applyAsDouble(now);
            })
        .tag("volume", volume.name())
        .register(registry);
  }

  private Gauge crawl(OwnedVolume volume, String name, ToDoubleFunction<CrawlProgress> value) {
    return Gauge.builder(
            "sluice.crawl." + name, volume, owned -> value.applyAsDouble(owned.crawl()))
        .tag("volume", volume.name())
        .register(registry);
  }

  /** In seconds since 1970, 0 before the first walk has ended. */
  private static double completeSince(CrawlProgress progress) {
    Instant since = progress.completeSince();
    return since == null ? 0 : since.getEpochSecond();
  }

  void remove(String volume) {
    List<Meter> gone = registered.remove(volume);
    if (gone != null) {
      gone.forEach(registry::remove);
    }
  }

  private Gauge gauge(
      OwnedVolume volume, String name, @Nullable String unit, ToDoubleFunction<OwnedVolume> value) {
    return Gauge.builder("sluice.volume." + name, volume, value)
        .tag("volume", volume.name())
        .baseUnit(unit)
        .register(registry);
  }

  static Map<String, Object> shown(VolumeReply.Used used) {
    Map<String, Object> shown = new LinkedHashMap<>(shown(used.files()));
    shown.put("stagedBytes", used.stagedBytes());
    if (used.limitBytes() != Long.MAX_VALUE) {
      shown.put("limitBytes", used.limitBytes());
    }
    shown.put("freeBytes", used.freeBytes());
    return shown;
  }

  static Map<String, Object> shown(Usage usage) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("files", usage.files());
    shown.put("bytes", usage.bytes());
    shown.put("unhashedFiles", usage.unhashedFiles());
    shown.put("unhashedBytes", usage.unhashedBytes());
    return shown;
  }
}
