package io.sluice.cli;

import io.sluice.admin.IndexAdministration;
import io.sluice.model.Reason;
import io.sluice.model.Refusal;
import io.sluice.volume.IndexDifference;
import io.sluice.volume.OwnedVolume;
import io.sluice.volume.VerifyReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The indexes of this node's volumes, for the management port. */
final class NodeIndexes implements IndexAdministration {
  /** Comparing takes minutes, so it has threads of its own. */
  private static final int THREADS = 2;

  private final WorkerExecutor workers;
  private final Function<String, @Nullable OwnedVolume> volumes;
  private final Predicate<String> known;

  /**
   * @param volumes those that this node serves
   * @param known whether there is a volume of a name
   */
  NodeIndexes(
      Vertx vertx, Function<String, @Nullable OwnedVolume> volumes, Predicate<String> known) {
    this.known = known;
    this.workers = vertx.createSharedWorkerExecutor("index", THREADS, 7, TimeUnit.DAYS);
    this.volumes = volumes;
  }

  @Override
  public Future<Map<String, Object>> status(String volume) {
    return with(volume, owned -> () -> status(owned));
  }

  @Override
  public Future<Void> verify(String volume, Consumer<Map<String, Object>> line) {
    return with(volume, owned -> () -> compared(owned, line)).mapEmpty();
  }

  @Override
  public Future<Map<String, Object>> rebuild(String volume) {
    return with(
        volume,
        owned ->
            () -> {
              owned.rebuildIndex();
              return status(owned);
            });
  }

  private <T> Future<T> with(String volume, Function<OwnedVolume, Callable<T>> work) {
    OwnedVolume owned = volumes.apply(volume);
    return owned == null
        ? Future.failedFuture(absence(volume))
        : workers
            .executeBlocking(work.apply(owned), false)
            .map(done -> Objects.requireNonNull(done));
  }

  private RuntimeException absence(String volume) {
    return known.test(volume)
        ? Refusal.exception(
            Reason.SERVICE_UNAVAILABLE,
            "the volume '%s' is not served by this node now; in a cluster ask its owner"
                    .formatted(volume)
                + " (sluice cluster status)")
        : Refusal.exception(Reason.NO_SUCH_BUCKET, "there is no volume '" + volume + "' here");
  }

  private static Map<String, Object> status(OwnedVolume owned) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("volume", owned.name());
    status.put("crawl", VolumeTerms.crawl(owned.crawl()));
    status.put("usage", VolumeGauges.shown(owned.usage()));
    status.put("inMemory", owned.isIndexInMemory());
    String trouble = owned.indexTrouble();
    if (trouble != null) {
      status.put("trouble", trouble);
    }
    status.put("renewals", owned.indexRenewals());
    return status;
  }

  private static Map<String, Object> compared(OwnedVolume owned, Consumer<Map<String, Object>> line)
      throws Exception {
    Lines lines = new Lines(line, owned.usage().files());
    lines.progress(0, 0);
    owned.verifyIndex(lines);
    line.accept(Map.of("done", lines.counts()));
    return lines.counts();
  }

  /** What is found, as lines. */
  private static final class Lines implements VerifyReport {
    private final Consumer<Map<String, Object>> line;
    private final long expectedFiles;
    private long directories;
    private long files;
    private long differences;
    private long changed;

    Lines(Consumer<Map<String, Object>> line, long expectedFiles) {
      this.line = line;
      this.expectedFiles = expectedFiles;
    }

    @Override
    public void found(IndexDifference difference) {
      differences += difference.isFault() ? 1 : 0;
      changed += difference.isFault() ? 0 : 1;
      Map<String, Object> what = new LinkedHashMap<>();
      what.put("kind", difference.kind().toString().toLowerCase(Locale.ROOT));
      what.put("key", difference.key().toString());
      what.put("detail", difference.detail());
      line.accept(Map.of("difference", what));
    }

    @Override
    public void progress(long directoriesSoFar, long filesSoFar) {
      directories = directoriesSoFar;
      files = filesSoFar;
      Map<String, Object> progress = new LinkedHashMap<>();
      progress.put("directories", directories);
      progress.put("files", files);
      progress.put("filesExpected", Math.max(files, expectedFiles));
      line.accept(Map.of("progress", progress));
    }

    Map<String, Object> counts() {
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("directories", directories);
      counts.put("files", files);
      counts.put("differences", differences);
      counts.put("changed", changed);
      return counts;
    }
  }
}
