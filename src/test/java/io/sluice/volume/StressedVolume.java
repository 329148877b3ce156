package io.sluice.volume;

import io.sluice.files.FileFailure;
import io.sluice.index.IndexFailure;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A volume on which pods, the crawl and the hasher are at work all the time. */
final class StressedVolume implements AutoCloseable {
  private static final Duration GRAIN = Duration.ofMillis(10);
  private static final HashRetries.Delay SOON =
      new HashRetries.Delay(Duration.ofMillis(1), Duration.ofMillis(5));
  private static final HashTerms TERMS =
      new HashTerms(
          Duration.ofMillis(20),
          GRAIN,
          1 << 20,
          1 << 20,
          Duration.ofMillis(2),
          8,
          SOON,
          SOON,
          Duration.ofMillis(5));

  final ListedVolume at;
  final EditedFiles edited;
  private final ListingSettings settings;
  private final boolean watch;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
  private final AtomicBoolean stop = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Thread> pods = new ArrayList<>();
  private @Nullable BackgroundJobs jobs;

  StressedVolume(Path temp, Random random) throws IOException, IndexFailure {
    Duration freshness = random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(50);
    settings = new ListingSettings(freshness, random.nextInt(4) > 0, true, GRAIN);
    watch = random.nextBoolean();
    at = new ListedVolume(temp, settings);
    at.hashTerms = TERMS;
    at.portions = random.nextBoolean() ? new Coverage.Portions(3, 2) : Coverage.PORTIONS;
    edited = new EditedFiles(at.tree);
  }

  Path tree() {
    return at.tree;
  }

  boolean verifiesEntries() {
    return settings.verifyEntries();
  }

  /** Some more of the volume's time, which decides what is fresh and when the hasher looks. */
  void passTime() {
    at.nanos.addAndGet(Duration.ofMillis(10).toNanos());
  }

  void begin() throws IndexFailure {
    at.restart(); // With the terms of the hashing.
    startJobs();
  }

  void restart() throws IndexFailure {
    stopJobs();
    at.restart();
    startJobs();
  }

  private void startJobs() {
    at.listing.hints().tune(watch);
    BackgroundJobs started = new BackgroundJobs("v", threads);
    jobs = started;
    started.start(crawl());
    started.start(new HintedReads(at.listing.hints(), at.listing.coverage()));
    at.listing.hashing().retune(new HashSettings(true, 1 << 20));
    ByteRate unbounded = new ByteRate(Long.MAX_VALUE, System::nanoTime);
    at.listing.hashing().start("v", new HashShare(threads, 2, unbounded));
  }

  private Crawl crawl() {
    var sweeps = new EntrySweeps(at.index, at.listing.freshener(), at.root);
    var tuning =
        new VolumeTuning(settings, new CrawlSettings(Duration.ZERO, 20_000, true), Long.MAX_VALUE);
    return new Crawl(
        new Crawl.Parts(at.index, at.listing.coverage(), at.listing.moved(), sweeps, () -> tuning),
        new Listing.Clocks(InstantSource.system(), System::nanoTime));
  }

  private void stopJobs() {
    BackgroundJobs running = jobs;
    if (running != null) {
      running.close();
      jobs = null;
    }
    at.listing.hashing().close();
  }

  void startPods(Random random) {
    for (int i = 0; i < 2; i++) {
      Random own = new Random(random.nextLong());
      start(() -> Pod.run(at.tree, own, stop));
    }
    Random own = new Random(random.nextLong());
    start(() -> editor(own));
  }

  private void editor(Random random) {
    try {
      while (!stopped.await(2, TimeUnit.MILLISECONDS)) {
        edited.edit(random);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
    thread.start();
    pods.add(thread);
  }

  /** Ends the pods; tells what went wrong in them. */
  void stopPods() throws InterruptedException {
    stop.set(true);
    stopped.countDown();
    for (Thread pod : pods) {
      pod.join();
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("a pod failed", thrown);
    }
  }

  /** Until what the pods did last must be seen. */
  void settle() {
    at.passFreshness();
  }

  Set<ObjectKey> treeKeys() throws IOException {
    Set<ObjectKey> keys = new TreeSet<>();
    try (Stream<Path> paths = Files.walk(at.tree)) {
      for (Path path : paths.toList()) {
        String key = at.tree.relativize(path).toString();
        if (key.isEmpty() || key.startsWith(".s")) {
          continue;
        }
        if (Files.isRegularFile(path)) {
          keys.add(ObjectKey.of(key));
        } else if (isEmpty(path)) {
          keys.add(ObjectKey.of(key + "/"));
        }
      }
    }
    return keys;
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names.findAny().isEmpty();
    }
  }

  /** Where the index differs from the volume. */
  List<IndexDifference> differences() throws FileFailure {
    return at.differences();
  }

  @Override
  public void close() {
    stop.set(true);
    stopped.countDown();
    for (Thread pod : pods) {
      try {
        pod.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    stopJobs();
    threads.shutdownNow();
    at.close();
  }
}
