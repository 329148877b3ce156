package io.sluice.cli;

import io.sluice.admin.AdminVerticle;
import io.sluice.catalog.Catalog;
import io.sluice.config.Settings;
import io.sluice.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node: its verticles and what they stand on. */
public final class Node implements RunningNode {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Vertx vertx;
  private final AdminVerticle admin;
  private final HttpServer gateway;

  private Node(Vertx vertx, AdminVerticle admin, HttpServer gateway) {
    this.vertx = vertx;
    this.admin = admin;
    this.gateway = gateway;
  }

  /** Starts a node; the signature is that of {@link NodeStarter}. */
  public static RunningNode start(Settings settings, Catalog catalog, Telemetry telemetry)
      throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    try {
      AdminVerticle admin =
          new AdminVerticle(settings.adminHost(), settings.adminPort(), telemetry);
      opened(
          "management port",
          settings.adminHost(),
          settings.adminPort(),
          vertx.deployVerticle(admin));
      HttpServer gateway =
          opened(
              "S3 port",
              settings.host(),
              settings.port(),
              vertx
                  .createHttpServer()
                  .requestHandler(request -> request.response().setStatusCode(503).end())
                  .listen(settings.port(), settings.host()));
      return new Node(vertx, admin, gateway);
    } catch (Exception e) {
      await(vertx.close());
      throw e;
    }
  }

  @Override
  public int s3Port() {
    return gateway.actualPort();
  }

  @Override
  public int adminPort() {
    return admin.port();
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atError().setCause(e).log("the node did not close cleanly");
    }
  }

  private static <T> T opened(String name, String host, int port, Future<T> opening)
      throws InterruptedException, TimeoutException, PortFault {
    try {
      return await(opening);
    } catch (ExecutionException e) {
      throw new PortFault(name, host, port, e.getCause() == null ? e : e.getCause());
    }
  }

  private static <T> T await(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
