package io.sluice.cli;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.volume.CrawlProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** One volume's crawl in the metrics, for as long as the volume is served. */
final class CrawlGauges implements AutoCloseable {
  private final MeterRegistry registry;
  private final String volume;
  private final Supplier<CrawlProgress> progress;
  private final List<Meter> meters = new ArrayList<>();

  private CrawlGauges(MeterRegistry registry, String volume, Supplier<CrawlProgress> progress) {
    this.registry = registry;
    this.volume = volume;
    this.progress = progress;
  }

  static CrawlGauges of(MeterRegistry registry, String volume, Supplier<CrawlProgress> progress) {
    CrawlGauges gauges = new CrawlGauges(registry, volume, progress);
    gauges.add("directories", "Directories that the walk has looked at", p -> p.directories());
    gauges.add(
        "directories.expected",
        "How many it will be, as far as known",
        p -> p.directoriesExpected());
    gauges.add("files", "Files that walks have met", p -> p.files());
    gauges.add("bytes", "Bytes of those files", p -> p.bytes());
    gauges.add("rate", "Entries looked at in a second", p -> p.entriesPerSecond());
    gauges.add("walks", "Walks through the whole volume that have ended", p -> p.walks());
    gauges.add(
        "complete.since", "When the last one ended, in seconds since 1970", CrawlGauges::complete);
    return gauges;
  }

  private static double complete(CrawlProgress progress) {
    Instant since = progress.completeSince();
    return since == null ? 0 : since.getEpochSecond();
  }

  private void add(String name, String description, ToDoubleFunction<CrawlProgress> value) {
    meters.add(
        Gauge.builder("sluice.crawl." + name, progress, p -> value.applyAsDouble(p.get()))
            .description(description)
            .tag("volume", volume)
            .strongReference(true)
            .register(registry));
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
