package io.sluice.cli;

import io.micrometer.core.instrument.Gauge;
import io.sluice.config.FileStamps;
import io.sluice.config.Settings;
import io.sluice.config.SettingsDifference;
import io.sluice.config.SettingsFault;
import io.sluice.config.SettingsLoader;
import io.sluice.config.SettingsSources;
import io.sluice.telemetry.Telemetry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of the settings again and again, and has a change applied once they have stood
 * still from one look to the next: a file that is just being written is not taken. A change is
 * applied whole or refused whole.
 */
final class SettingsWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);

  private final SettingsSources sources;
  private final Settings started;
  private final List<SettingsApplier> appliers;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sluice-settings").factory());

  private Settings current;
  private Set<Path> files = Set.of();
  private @Nullable FileStamps applied;
  private @Nullable FileStamps seen;
  private volatile Set<String> waiting = Set.of();
  private volatile @Nullable String fault;

  /**
   * @param started what the node was started with
   */
  SettingsWatch(
      SettingsSources sources,
      Settings started,
      List<SettingsApplier> appliers,
      Telemetry telemetry) {
    this.sources = sources;
    this.started = started;
    this.current = started;
    this.appliers = List.copyOf(appliers);
    telemetry.status().put("settings", this::status);
    Gauge.builder("sluice.config.reload.failed", this, watch -> watch.fault == null ? 0 : 1)
        .description("Whether older settings stay because the files can't be used")
        .register(telemetry.meters().registry());
  }

  /** Starts to look. The first look finds what changed since the settings were read. */
  void start() {
    long millis = started.background().settingsInterval().toMillis();
    var _ = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Looks once. */
  synchronized void look() {
    FileStamps now = FileStamps.of(files);
    if (now.equals(applied)) {
      return;
    }
    boolean isStill = now.equals(seen);
    seen = now;
    if (isStill) {
      reload();
      // Files that were named only just now are looked at once more: they may have changed since.
      applied = now;
    }
  }

  private void reload() {
    Set<Path> read = new HashSet<>();
    try {
      Settings after = SettingsLoader.load(sources, read);
      for (SettingsApplier applier : appliers) {
        read.addAll(applier.files(after));
      }
      apply(after);
      fault = null;
    } catch (SettingsFault refused) {
      refused(String.valueOf(refused.getMessage()));
    } catch (RuntimeException surprise) {
      LOG.atError().setCause(surprise).log("the settings could not be applied");
      refused(surprise.toString());
    }
    files = Set.copyOf(read);
  }

  private void apply(Settings after) throws SettingsFault {
    List<Runnable> changes = new ArrayList<>();
    for (SettingsApplier applier : appliers) {
      changes.add(applier.prepare(current, after));
    }
    changes.forEach(Runnable::run);
    if (fault != null || !after.equals(current)) {
      LOG.atInfo().addKeyValue("fields", SettingsDifference.between(current, after)).log("applied");
    }
    current = after;
    nameThoseThatWait(after);
  }

  private void nameThoseThatWait(Settings after) {
    Set<String> fields = new TreeSet<>(SettingsDifference.between(started, after));
    fields.removeIf(path -> appliers.stream().anyMatch(applier -> applier.takes(path, after)));
    if (!fields.equals(waiting)) {
      waiting = fields;
      if (!fields.isEmpty()) {
        LOG.warn("settings that wait for a restart: {}", String.join(", ", fields));
      }
    }
  }

  private void refused(String message) {
    if (!message.equals(fault)) {
      fault = message;
      LOG.warn("THE CHANGED SETTINGS ARE REFUSED, the ones before stay: {}", message);
    }
  }

  private Object status() {
    Map<String, Object> status = new LinkedHashMap<>();
    Path file = sources.file();
    String refusal = fault;
    status.put("file", file == null ? "" : file.toString());
    status.put("state", refusal == null ? "current" : "refused");
    if (refusal != null) {
      status.put("fault", refusal);
    }
    status.put("waitForRestart", List.copyOf(waiting));
    return status;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
