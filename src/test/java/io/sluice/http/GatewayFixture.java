package io.sluice.http;

import io.sluice.operation.RequestBody;
import io.sluice.operation.ResponseBody;
import io.sluice.operation.S3Response;
import io.sluice.s3.RequestHead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real gateway on a real port around the handler of one test. */
final class GatewayFixture implements AutoCloseable {
  static final HttpTimeouts QUICK = new HttpTimeouts(400, 400, 400, 5_000, 100, 50);

  final Vertx vertx;
  final HttpGateway gateway;
  final List<RequestSummary> log = new CopyOnWriteArrayList<>();

  /** Answers requests, and notes nothing of them. */
  interface Handler {
    Future<S3Response> handle(RequestHead head, RequestBody body);
  }

  GatewayFixture(Handler handler) {
    this(HttpSettings.defaults("127.0.0.1", 0, 2), handler);
  }

  GatewayFixture(HttpSettings settings, Handler handler) {
    this(settings, true, handler);
  }

  GatewayFixture(HttpSettings settings, boolean nativeTransport, Handler handler) {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    GatewayParts parts =
        new GatewayParts(
            (head, body, _) -> handler.handle(head, body),
            new PlainErrors(),
            log::add,
            new RequestIds(new Random(7)),
            InstantSource.system(),
            System::nanoTime);
    gateway = await(HttpGateway.start(vertx, settings, parts).onFailure(_ -> vertx.close()));
  }

  static GatewayFixture quick(Handler handler) {
    return new GatewayFixture(
        HttpSettings.defaults("127.0.0.1", 0, 2).withTimeouts(QUICK), handler);
  }

  RawClient client() throws IOException {
    return new RawClient(gateway.port());
  }

  String uri(String path) {
    return "http://127.0.0.1:" + gateway.port() + path;
  }

  static S3Response text(String text) {
    return new S3Response(200, List.of(), new ResponseBody.Bytes(Buffer.buffer(text)));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    await(gateway.close());
    await(vertx.close());
  }
}
