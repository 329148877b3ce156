package io.sluice.cli;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.volume.HashProgress;
import io.sluice.volume.OwnedVolume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the hasher of one volume reports: its meters {@code sluice.hash.*}, and its status. */
final class HashMeters implements AutoCloseable {
  private final MeterRegistry registry;
  private final OwnedVolume volume;
  private final List<Meter> meters = new ArrayList<>();

  HashMeters(MeterRegistry registry, OwnedVolume volume) {
    this.registry = registry;
    this.volume = volume;
    counter("files", "Files that were hashed, or whose tag was confirmed", HashProgress::files);
    counter("read.bytes", "Bytes read for hashing", HashProgress::bytes);
    counter("changes", "Files that changed while they were read", HashProgress::changed);
    counter("faults", "Files that could not be read", HashProgress::faults);
    gauge("left.files", "Files without a tag of their content", HashProgress::leftFiles);
    gauge("left.bytes", "The lengths of those", HashProgress::leftBytes);
    gauge("waiting", "Files that wait to be tried again", HashProgress::waiting);
  }

  private void counter(String name, String description, ToDoubleFunction<HashProgress> value) {
    meters.add(
        FunctionCounter.builder(
                "sluice.hash." + name, volume, of -> value.applyAsDouble(of.hashProgress()))
            .description(description)
            .tag("volume", volume.name())
            .register(registry));
  }

  private void gauge(String name, String description, ToDoubleFunction<HashProgress> value) {
    meters.add(
        Gauge.builder("sluice.hash." + name, volume, of -> value.applyAsDouble(of.hashProgress()))
            .description(description)
            .tag("volume", volume.name())
            .register(registry));
  }

  static Map<String, Object> status(OwnedVolume volume) {
    HashProgress progress = volume.hashProgress();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("etag", progress.hashes() ? "md5" : "version");
    status.put("leftFiles", progress.leftFiles());
    status.put("leftBytes", progress.leftBytes());
    status.put("files", progress.files());
    status.put("bytes", progress.bytes());
    status.put("confirmed", progress.confirmed());
    status.put("bytesPerSecond", progress.bytesPerSecond());
    status.put("waiting", progress.waiting());
    status.put("changed", progress.changed());
    status.put("faults", progress.faults());
    status.put("current", progress.current());
    return status;
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
