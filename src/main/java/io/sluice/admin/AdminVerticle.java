package io.sluice.admin;

import io.sluice.telemetry.Meters;
import io.sluice.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Serves the management port.
 *
 * <ul>
 *   <li>{@code GET /-/health}: 200 while the process works
 *   <li>{@code GET /-/ready}: 200 when requests may be sent here, else 503 with the reason
 *   <li>{@code GET /-/metrics}: in the Prometheus text format
 *   <li>{@code GET /-/status}: what the node says of itself, as JSON
 * </ul>
 *
 * <p>{@link AdminRoute}s add to that.
 */
public final class AdminVerticle extends VerticleBase {
  private static final int IDLE_SECONDS = 60;
  private static final int MAX_HEADER_BYTES = 8 << 10;

  private final String host;
  private final int port;
  private final Telemetry telemetry;
  private final List<AdminRoute> routes;
  private volatile int boundPort = -1;

  /**
   * @param host address to bind to
   * @param port to bind to, 0 picks a free one
   * @param routes further pages; the first that takes a request answers it
   */
  public AdminVerticle(String host, int port, Telemetry telemetry, List<AdminRoute> routes) {
    this.host = host;
    this.port = port;
    this.telemetry = telemetry;
    this.routes = List.copyOf(routes);
  }

  /** The port that it listens on, once deployed. */
  public int port() {
    if (boundPort < 0) {
      throw new IllegalStateException("the management port is not open yet");
    }
    return boundPort;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setHandle100ContinueAutomatically(false);
    return vertx
        .createHttpServer(options)
        .requestHandler(this::route)
        .listen(port, host)
        .onSuccess(this::bound);
  }

  private void bound(HttpServer server) {
    boundPort = server.actualPort();
  }

  private void route(HttpServerRequest request) {
    if (routes.stream().anyMatch(route -> route.take(request))) {
      return;
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      Answers.methodNotAllowed(request, "GET, HEAD");
      return;
    }
    switch (request.path()) {
      case "/-/health" -> health(request);
      case "/-/ready" -> ready(request);
      case "/-/metrics" -> slow(request, Meters.CONTENT_TYPE, telemetry.meters()::scrape);
      case "/-/status" -> slow(request, Answers.JSON, this::status);
      case null, default -> Answers.error(request, 404, "no such page");
    }
  }

  private void health(HttpServerRequest request) {
    Answers.json(request, 200, new JsonObject().put("status", "alive"));
  }

  private void ready(HttpServerRequest request) {
    boolean ready = telemetry.health().isReady();
    Map<String, String> faults = telemetry.health().faults();
    JsonObject body =
        new JsonObject()
            .put("ready", ready)
            .put("state", telemetry.health().state().toString())
            .put("faults", new JsonObject(Map.copyOf(faults)))
            .put("warnings", new JsonObject(Map.copyOf(telemetry.health().warnings())));
    Answers.json(request, ready ? 200 : 503, body);
  }

  private String status() {
    return new JsonObject(telemetry.status().snapshot())
        .put("faults", new JsonObject(Map.copyOf(telemetry.health().faults())))
        .put("warnings", new JsonObject(Map.copyOf(telemetry.health().warnings())))
        .encodePrettily();
  }

  private void slow(HttpServerRequest request, String type, Callable<String> text) {
    vertx
        .executeBlocking(text, false)
        .onSuccess(body -> Answers.text(request, 200, type, body))
        .onFailure(failure -> Answers.failure(request, failure));
  }
}
