package io.sluice.index;

import io.sluice.model.ContentClaim;
import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectEntry;
import io.sluice.model.ObjectKey;
import io.sluice.model.ObjectMetadata;
import io.sluice.model.PartLayout;
import io.sluice.model.VersionTags;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One row of the index: written by a PUT, read by HEAD and GET, glanced at by a listing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
  private final ObjectKey key = ObjectKey.of("data/2026/000000001234");
  private final ObjectEntry entry =
      new ObjectEntry(
          key,
          new FileIdentity(1_234_567, 4096, 1_772_600_000_123_456_789L, 1_772_600_000_123_999_999L),
          ObjectMetadata.NONE,
          new ContentClaim(
              new EntityTag("0123456789abcdef0123456789abcdef"), List.of(), PartLayout.WHOLE));
  private final byte[] row = ObjectRecord.encode(entry);
  private final VersionTags versions = new VersionTags();

  @Benchmark
  public byte[] encode() {
    return ObjectRecord.encode(entry);
  }

  @Benchmark
  public ObjectEntry decode() {
    return ObjectRecord.decode(key, row);
  }

  @Benchmark
  public ListedObject decodeListed() {
    return ObjectRecord.decodeListed(key, row, versions);
  }
}
