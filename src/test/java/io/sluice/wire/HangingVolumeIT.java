package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One node, and one of its volumes on a FUSE mount whose process was stopped. */
final class HangingVolumeIT {
  private static final String HUNG = "hung";
  private static final int OF_EACH_KIND = 250;
  private static final byte[] LONG = new byte[300_000];

  private @Nullable Mounts mounts;
  private @Nullable Wire wire;

  @AfterEach
  void end() {
    if (mounts != null) {
      mounts.resume();
    }
    if (wire != null) {
      wire.close();
    }
    if (mounts != null) {
      mounts.close();
    }
  }

  @BeforeEach
  void start(@TempDir Path temp) {
    mounts = Mounts.of(temp.resolve("real"), temp);
    wire = Wire.start("hanging", List.of("--volume", HUNG + "=" + mounts.point(0)));
  }

  @Test
  void a_volume_that_hangs_is_no_trouble_of_the_others() {
    Mounts tree = Objects.requireNonNull(mounts);
    Wire server = Objects.requireNonNull(wire);
    S3Client s3 = server.s3();
    s3.putObject(r -> r.bucket(HUNG).key("before"), RequestBody.fromString("before"));
    s3.putObject(r -> r.bucket(HUNG).key("long"), RequestBody.fromBytes(LONG));

    Signals.send("STOP", tree.pid(0));
    try (S3AsyncClient crowd = crowd(server)) {
      List<CompletableFuture<?>> asked = askAll(crowd);
      // Some are told at once, the others wait with the volume.
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> asked.stream().anyMatch(HangingVolumeIT::isSlowedDown));
      for (int i = 0; i < 50; i++) {
        goesOn(server, "beside/" + i);
      }
      assertThat(server.keys("beside/")).hasSize(100);

      Signals.send("CONT", tree.pid(0));
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> asked.stream().allMatch(CompletableFuture::isDone));
      // A command that waits for longer than the owner may take is answered with 503, too.
      assertThat(asked.stream().map(HangingVolumeIT::outcome)).containsOnly("200", "503");
    }
    assertThat(s3.getObjectAsBytes(r -> r.bucket(HUNG).key("before")).asUtf8String())
        .isEqualTo("before");
  }

  private static void goesOn(Wire server, String key) {
    S3Client s3 = server.s3();
    s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(key));
    s3.putObject(r -> r.bucket(BUCKET).key(key + "-long"), RequestBody.fromBytes(LONG));
    assertThat(server.get(key)).asString().isEqualTo(key);
    assertThat(server.get(key + "-long")).isEqualTo(LONG);
  }

  /** Everything that needs threads, many times at once. */
  private static List<CompletableFuture<?>> askAll(S3AsyncClient crowd) {
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (int i = 0; i < OF_EACH_KIND; i++) {
      String key = "crowd/" + i;
      asked.add(crowd.putObject(r -> r.bucket(HUNG).key(key), AsyncRequestBody.fromString(key)));
      asked.add(
          crowd.putObject(
              r -> r.bucket(HUNG).key(key + "-long"), AsyncRequestBody.fromBytes(LONG)));
      asked.add(
          crowd.getObject(r -> r.bucket(HUNG).key("long"), AsyncResponseTransformer.toBytes()));
      asked.add(crowd.listObjectsV2(r -> r.bucket(HUNG).prefix(key)));
    }
    return asked;
  }

  private static boolean isSlowedDown(CompletableFuture<?> one) {
    return one.isDone() && outcome(one).equals("503");
  }

  private static String outcome(CompletableFuture<?> ended) {
    try {
      ended.join();
      return "200";
    } catch (CompletionException failure) {
      return failure.getCause() instanceof S3Exception s3
          ? String.valueOf(s3.statusCode())
          : String.valueOf(failure.getCause());
    }
  }

  /**
   * Asks once, so that what the server says is seen, on more connections than it has threads. Each
   * is used once: one that is refused while its body is sent is closed, as the answer says, and the
   * SDK sometimes gives it to another request all the same.
   */
  private static S3AsyncClient crowd(Wire server) {
    return S3AsyncClient.builder()
        .endpointOverride(server.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(Wire.credentials())
        .forcePathStyle(true)
        .overrideConfiguration(
            o -> o.retryStrategy(r -> r.maxAttempts(1)).putHeader("Connection", "close"))
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder()
                .maxConcurrency(4 * OF_EACH_KIND)
                .maxPendingConnectionAcquires(10_000)
                .readTimeout(Duration.ofMinutes(5))
                .writeTimeout(Duration.ofMinutes(5))
                .connectionTimeout(Duration.ofMinutes(1)))
        .build();
  }
}
