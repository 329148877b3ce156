package io.sluice.s3.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.s3.auth.ChunkForm;
import io.sluice.s3.auth.ChunkSeed;
import io.sluice.s3.auth.ChunkSignatures;
import io.sluice.s3.auth.CredentialScope;
import io.sluice.s3.auth.PayloadPlan;
import io.sluice.s3.auth.SigningKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Set;
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

/** Taking 1 MiB in chunks of 64 KiB apart, with signatures to check: mostly SHA-256. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChunkedBenchmark {
  private static final int CHUNK = 64 << 10;
  private static final int CHUNKS = 16;

  private final ChunkSeed seed = seed();
  private final ByteBuffer body = ByteBuffer.wrap(body());
  private long seen;

  @Benchmark
  public long signed() {
    PayloadPlan.Chunked plan = new PayloadPlan.Chunked(ChunkForm.SIGNED, seed);
    ChunkedDecoder decoder = new ChunkedDecoder(plan, (long) CHUNK * CHUNKS, Set.of());
    decoder.accept(body.duplicate(), data -> seen += data.remaining());
    decoder.finish();
    return seen;
  }

  private static ChunkSeed seed() {
    CredentialScope scope = new CredentialScope("20260304", "us-east-1", "s3");
    return new ChunkSeed(
        "0".repeat(64), SigningKey.derive("bench-secret", scope), scope, "20260304T050607Z");
  }

  private byte[] body() {
    ChunkSignatures chain = new ChunkSignatures(seed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i <= CHUNKS; i++) {
      byte[] data = new byte[i < CHUNKS ? CHUNK : 0];
      String hash = HexFormat.of().formatHex(Digests.sha256().digest(data));
      String head =
          Integer.toHexString(data.length) + ";chunk-signature=" + chain.signChunk(hash) + "\r\n";
      out.writeBytes(head.getBytes(ISO_8859_1));
      out.writeBytes(data);
      out.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    return out.toByteArray();
  }
}
