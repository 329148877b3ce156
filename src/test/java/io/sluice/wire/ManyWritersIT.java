package io.sluice.wire;

import static io.sluice.wire.Wire.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * A node that refuses early must still serve: one client with some hundred connections, and with
 * the few tries that SDKs make, gets everything written.
 */
final class ManyWritersIT {
  private static final int CONNECTIONS = 256;
  private static final int OBJECTS = 3_000;

  @Test
  void a_client_of_many_connections_gets_all_its_work_done() {
    try (Wire wire = Wire.start("many-writers");
        S3AsyncClient client = client(wire)) {
      CompletableFuture<?>[] chains = new CompletableFuture<?>[CONNECTIONS];
      for (int i = 0; i < CONNECTIONS; i++) {
        chains[i] = writeEvery(client, i);
      }
      CompletableFuture.allOf(chains).join(); // Throws what any of them ended with.

      List<String> expected = new ArrayList<>();
      for (int i = 0; i < OBJECTS; i++) {
        expected.add(key(i));
      }
      assertThat(wire.keys("many/")).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** One after another, so that each connection waits for its answer. */
  private static CompletableFuture<?> writeEvery(S3AsyncClient client, int first) {
    CompletableFuture<?> chain = CompletableFuture.completedFuture(null);
    for (int i = first; i < OBJECTS; i += CONNECTIONS) {
      String key = key(i);
      chain =
          chain.thenCompose(_ ->
              client.putObject(
                  r -> r.bucket(BUCKET).key(key),
                  AsyncRequestBody.fromString("content of " + key)));
    }
    return chain;
  }

  private static String key(int number) {
    return "many/" + number;
  }

  private static S3AsyncClient client(Wire wire) {
    return S3AsyncClient.builder()
        .endpointOverride(wire.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(Wire.credentials())
        .forcePathStyle(true)
        .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(CONNECTIONS))
        .build();
  }
}
