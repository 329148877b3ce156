package io.sluice.s3.auth;

import io.sluice.s3.RequestHead;
import io.sluice.s3.RequestHead.Header;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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

/** What it takes to prove who sends a GET. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignatureBenchmark {
  private static final Credential CREDENTIAL = new Credential("BENCHKEY", "bench-secret");
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  private final SigV4 server =
      new SigV4(key -> CREDENTIAL, InstantSource.fixed(NOW), AuthSettings.ofRegion("us-east-1"));
  private final RequestHead head = signed();

  @Benchmark
  public Authenticated header() {
    return server.authenticate(head);
  }

  /** The same request with the signature that it should have. */
  private static RequestHead signed() {
    CredentialScope scope = new CredentialScope("20260304", "us-east-1", "s3");
    AmzDate time = AmzDate.parse("20260304T050607Z");
    List<String> names = List.of("host", "x-amz-content-sha256", "x-amz-date");
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Host", "127.0.0.1:9000"));
    headers.add(new Header("User-Agent", "a client with a name of the usual length/1.2.3"));
    headers.add(new Header("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
    headers.add(new Header("x-amz-date", time.text()));
    RequestHead plain = head(headers);
    String hash =
        CanonicalRequest.hash(
            CanonicalRequest.text(plain, CanonicalQuery.of(""), names, "UNSIGNED-PAYLOAD"));
    String signature =
        SigningKey.derive(CREDENTIAL.secretKey(), scope)
            .sign(SigV4.stringToSign(time, scope, hash));
    headers.add(
        new Header(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=BENCHKEY/20260304/us-east-1/s3/aws4_request,"
                + " SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
                + signature));
    return head(headers);
  }

  private static RequestHead head(List<Header> headers) {
    return new RequestHead("GET", "/bench/data/2026/000000001234", "", headers);
  }
}
