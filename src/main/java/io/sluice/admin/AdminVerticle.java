package io.sluice.admin;

import io.sluice.telemetry.Meters;
import io.sluice.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the management port.
 *
 * <ul>
 *   <li>{@code GET /-/health}: 200 while the process works
 *   <li>{@code GET /-/ready}: 200 when requests may be sent here, else 503 with the reason
 *   <li>{@code GET /-/metrics}: in the Prometheus text format
 *   <li>{@code GET /-/status}: what the node says of itself, as JSON
 * </ul>
 */
public final class AdminVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);
  private static final String JSON = "application/json";
  private static final int IDLE_SECONDS = 60;
  private static final int MAX_HEADER_BYTES = 8 << 10;

  private final String host;
  private final int port;
  private final Telemetry telemetry;
  private volatile int boundPort = -1;

  /**
   * @param host address to bind to
   * @param port to bind to, 0 picks a free one
   */
  public AdminVerticle(String host, int port, Telemetry telemetry) {
    this.host = host;
    this.port = port;
    this.telemetry = telemetry;
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
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      answer(request, 405, JSON, error("only GET and HEAD are answered here"));
      return;
    }
    switch (request.path()) {
      case "/-/health" -> health(request);
      case "/-/ready" -> ready(request);
      case "/-/metrics" -> slow(request, Meters.CONTENT_TYPE, telemetry.meters()::scrape);
      case "/-/status" -> slow(request, JSON, this::status);
      case null, default -> answer(request, 404, JSON, error("no such page"));
    }
  }

  private void health(HttpServerRequest request) {
    answer(request, 200, JSON, new JsonObject().put("status", "alive").encode());
  }

  private void ready(HttpServerRequest request) {
    boolean ready = telemetry.health().isReady();
    Map<String, String> faults = telemetry.health().faults();
    JsonObject body =
        new JsonObject()
            .put("ready", ready)
            .put("state", telemetry.health().state().toString())
            .put("faults", new JsonObject(Map.copyOf(faults)));
    answer(request, ready ? 200 : 503, JSON, body.encode());
  }

  private String status() {
    return new JsonObject(telemetry.status().snapshot())
        .put("faults", new JsonObject(Map.copyOf(telemetry.health().faults())))
        .encodePrettily();
  }

  private void slow(HttpServerRequest request, String type, Callable<String> text) {
    vertx
        .executeBlocking(text, false)
        .onSuccess(body -> answer(request, 200, type, body))
        .onFailure(failure -> {
          LOG.atError().addKeyValue("path", request.path()).setCause(failure).log("no answer");
          answer(request, 500, JSON, error("this page can't be made; the log says why"));
        });
  }

  private static String error(String message) {
    return new JsonObject().put("error", message).encode();
  }

  private static void answer(HttpServerRequest request, int status, String type, String body) {
    HttpServerResponse response = request.response().setStatusCode(status);
    response.putHeader("Content-Type", type).putHeader("Cache-Control", "no-store");
    if (status == 405) {
      response.putHeader("Allow", "GET, HEAD");
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(body);
    }
  }
}
