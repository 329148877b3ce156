package io.sluice.s3.xml;

import io.sluice.model.EntityTag;
import io.sluice.model.FileIdentity;
import io.sluice.model.ListPage;
import io.sluice.model.ListPosition;
import io.sluice.model.ListedObject;
import io.sluice.model.ObjectKey;
import io.sluice.model.Owner;
import io.sluice.s3.ListParameters;
import io.sluice.s3.S3Request;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The document of a page of 1,000 keys. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ListingBenchmark {
  private static final Owner OWNER = new Owner("owner", "owner");

  private final ListPage page =
      new ListPage(
          IntStream.range(0, 1000).mapToObj(ListingBenchmark::object).toList(),
          List.of(),
          true,
          ListPosition.START);
  private final S3Request.ListObjectsV2 request =
      new S3Request.ListObjectsV2(
          "bench", new ListParameters("data/", "", 1000, false), null, "", false);

  @Benchmark
  public ByteBuffer page() {
    return ListObjectsDocument.bytes(request, page, "token", OWNER);
  }

  private static ListedObject object(int i) {
    long mtimeNanos = 1_772_600_000_000_000_000L + i * 1_000_000_007L;
    return new ListedObject(
        ObjectKey.of("data/2026/%012d".formatted(i)),
        new FileIdentity(i + 10, 4096, mtimeNanos, mtimeNanos),
        new EntityTag("0123456789abcdef0123456789abcdef"));
  }
}
