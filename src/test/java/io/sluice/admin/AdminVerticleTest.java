package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.telemetry.NodeHealth;
import io.sluice.telemetry.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Telemetry telemetry = Telemetry.create("1.2.3", false, InstantSource.system());
  private final AdminVerticle admin = new AdminVerticle("127.0.0.1", 0, telemetry, List.of());

  @BeforeEach
  void deploy() throws Exception {
    vertx.deployVerticle(admin).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    telemetry.close();
  }

  @Test
  void health_is_good_from_the_first_moment_but_readiness_waits() throws Exception {
    assertThat(get("/-/health").statusCode()).isEqualTo(200);
    assertThat(get("/-/ready").statusCode()).isEqualTo(503);
    telemetry.health().moveTo(NodeHealth.State.READY);
    assertThat(get("/-/ready").statusCode()).isEqualTo(200);
    telemetry.health().fault("volume.demo", "gone");
    HttpResponse<String> faulty = get("/-/ready");
    assertThat(faulty.statusCode()).isEqualTo(503);
    assertThat(faulty.body()).contains("volume.demo");
  }

  @Test
  void metrics_are_in_the_prometheus_format() throws Exception {
    HttpResponse<String> metrics = get("/-/metrics");
    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body()).contains("# TYPE jvm_memory_used_bytes gauge");
  }

  @Test
  void status_shows_every_topic() throws Exception {
    telemetry.status().put("volumes", () -> List.of(Map.of("name", "demo", "skippedNames", 3)));
    JsonObject status = new JsonObject(get("/-/status").body());
    assertThat(status.getString("version")).isEqualTo("1.2.3");
    assertThat(status.getJsonArray("volumes").getJsonObject(0).getInteger("skippedNames"))
        .isEqualTo(3);
  }

  @Test
  void a_topic_that_fails_is_an_error_not_a_hang() throws Exception {
    telemetry
        .status()
        .put(
            "bad",
            () -> {
              throw new IllegalStateException("for the test");
            });
    assertThat(get("/-/status").statusCode()).isEqualTo(500);
  }

  @Test
  void other_paths_and_methods_are_refused() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/demo").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(uri("/-/health")).POST(BodyPublishers.ofString("x")).build();
    assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + admin.port() + path);
  }
}
