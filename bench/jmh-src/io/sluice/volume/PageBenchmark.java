package io.sluice.volume;

import io.sluice.files.FileSettings;
import io.sluice.files.VolumeRoot;
import io.sluice.index.IndexSettings;
import io.sluice.index.VolumeIndex;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListQuery;
import io.sluice.model.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Building a page of 1,000 keys from the index, over real files. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PageBenchmark {
  private static final int FILES = 3000;

  @Param({"entries", "directories"})
  public String verify;

  private final ListQuery query =
      new ListQuery(
          ObjectKey.ROOT,
          "",
          new ListPosition(ObjectKey.of("%06d".formatted(FILES / 2)), false),
          1000);
  private Path home;
  private VolumeRoot root;
  private VolumeIndex index;
  private Listing listing;

  @Setup(Level.Trial)
  public void open() throws Exception {
    home = Files.createTempDirectory("page");
    Path tree = Files.createDirectory(home.resolve("tree"));
    for (int i = 0; i < FILES; i++) {
      Files.createFile(tree.resolve("%06d".formatted(i)));
    }
    root =
        VolumeRoot.open(tree, new FileSettings(-1, -1, 0644, 0755, FileSettings.Durability.NONE));
    index = VolumeIndex.open(home.resolve("index"), IndexSettings.DEFAULT);
    ListingSettings settings =
        new ListingSettings(
            Duration.ofSeconds(2), verify.equals("entries"), true, Duration.ofMillis(10));
    Listing.Terms terms = new Listing.Terms(
            () -> settings, HashTerms.of(settings.clockGrain()), Coverage.PORTIONS);
    Listing.Clocks clocks = new Listing.Clocks(InstantSource.system(), System::nanoTime);
    listing = Listing.of(root, index, terms, clocks);
  }

  @Benchmark
  public ListPage page() throws Exception {
    return listing.pages().page(query);
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    listing.close();
    index.close();
    root.close();
    try (Stream<Path> all = Files.walk(home)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
