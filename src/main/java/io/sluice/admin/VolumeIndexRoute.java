package io.sluice.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The index of one volume.
 *
 * <ul>
 *   <li>{@code GET /-/volumes/NAME/index}: how it is
 *   <li>{@code POST /-/volumes/NAME/index/verify}: compares it with the volume; one JSON object a
 *       line: {@code progress}, {@code difference}, and at the end {@code done} or {@code error}
 *   <li>{@code POST /-/volumes/NAME/index/rebuild}: makes it anew
 * </ul>
 */
public final class VolumeIndexRoute implements AdminRoute {
  private static final Pattern PATH =
      Pattern.compile("/-/volumes/([A-Za-z0-9._-]+)/index(|/verify|/rebuild)");
  private static final String LINES = "application/x-ndjson";
  private static final int PATIENCE_SECONDS = 60;

  private final IndexAdministration indexes;

  public VolumeIndexRoute(IndexAdministration indexes) {
    this.indexes = indexes;
  }

  @Override
  public boolean take(HttpServerRequest request) {
    Matcher path = PATH.matcher(request.path() == null ? "" : request.path());
    if (!path.matches()) {
      return false;
    }
    String volume = path.group(1);
    String verb = path.group(2);
    HttpMethod wanted = verb.isEmpty() ? HttpMethod.GET : HttpMethod.POST;
    if (!request.method().equals(wanted)) {
      Answers.methodNotAllowed(request, wanted.name());
      return true;
    }
    switch (verb) {
      case "/verify" -> verify(request, volume);
      case "/rebuild" -> answer(request, indexes.rebuild(volume));
      default -> answer(request, indexes.status(volume));
    }
    return true;
  }

  private static void answer(HttpServerRequest request, Future<Map<String, Object>> asked) {
    asked
        .onSuccess(answer -> Answers.json(request, 200, new JsonObject(answer)))
        .onFailure(failure -> Answers.failure(request, failure));
  }

  private void verify(HttpServerRequest request, String volume) {
    indexes
        .verify(volume, line -> write(request.response(), line))
        .onSuccess(done -> request.response().end())
        .onFailure(failure -> failed(request, failure));
  }

  private static void failed(HttpServerRequest request, Throwable failure) {
    if (!request.response().headWritten()) {
      Answers.failure(request, failure);
    } else if (!request.response().closed()) {
      request
          .response()
          .end(new JsonObject().put("error", String.valueOf(failure.getMessage())).encode() + "\n");
    }
  }

  /** Waits until the line is on its way, so that a slow reader slows the comparison down. */
  private static void write(HttpServerResponse response, Map<String, Object> line) {
    if (!response.headWritten()) {
      response.setChunked(true).putHeader("Content-Type", LINES);
      response.putHeader("Cache-Control", "no-store");
    }
    try {
      response
          .write(new JsonObject(line).encode() + "\n")
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("nobody reads the answer any more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
